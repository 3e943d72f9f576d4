package org.multijvm.ipc.channel;

import java.io.IOException;

/**
 * A message did not fit into the array it was to be received into; Python's {@code BufferTooShort}. It was taken, and is here.
 */
public final class BufferTooShortException extends IOException {
    private static final long serialVersionUID = 1;

    private final byte[] received;

    /**
     * @param received what did not fit; not copied
     * @param room how many bytes would have
     */
    public BufferTooShortException(byte[] received, int room) {
        super("the array is too short for the message, which the exception carries: bytes=" + received.length
                + ", room=" + room);
        this.received = received;
    }

    /** The whole message; the array is not copied. */
    public byte[] message() {
        return received;
    }
}

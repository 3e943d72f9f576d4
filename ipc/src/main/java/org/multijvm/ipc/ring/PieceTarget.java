package org.multijvm.ipc.ring;

import java.io.IOException;
import java.io.OutputStream;

/** Where the bytes of one message go as they come. Confined to one thread. */
public final class PieceTarget {
    private final OutputStream out;
    private byte[] buffer = {};
    private long received;

    public PieceTarget(OutputStream out) {
        this.out = out;
    }

    /** Takes a piece out of a ring. */
    void take(ManyToManyRingMemory memory, int at, int length) {
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        memory.get(at, buffer, 0, length);
    }

    /** Hands on what was taken. */
    void write(int length) throws IOException {
        out.write(buffer, 0, length);
        received += length;
    }

    /** The whole message. */
    public void write(byte[] message) throws IOException {
        out.write(message);
        received += message.length;
    }

    public long received() {
        return received;
    }
}

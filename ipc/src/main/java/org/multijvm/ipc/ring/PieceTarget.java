package org.multijvm.ipc.ring;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Where the bytes of one message go as they come: an array, or a stream. Confined to one thread. */
public final class PieceTarget {
    private final @Nullable OutputStream out;
    private byte[] buffer;
    private long received;

    /** An array for a message of so many bytes. */
    PieceTarget(int length) {
        this.out = null;
        this.buffer = new byte[length];
    }

    /** A stream, which gets each piece at once. */
    public PieceTarget(OutputStream out) {
        this.out = out;
        this.buffer = new byte[0];
    }

    /** Takes a piece out of a ring. */
    void take(ManyToManyRingMemory memory, int at, int length) {
        if (out == null) {
            memory.get(at, buffer, (int) received, length);
            return;
        }
        if (buffer.length < length) {
            buffer = new byte[length];
        }
        memory.get(at, buffer, 0, length);
    }

    /** Hands on what was taken. */
    void write(int length) throws IOException {
        if (out != null) {
            out.write(buffer, 0, length);
        }
        received += length;
    }

    /**
     * The rest does not come. What is in an array nobody has seen.
     *
     * @throws EOFException if some was handed on
     */
    void breakOff(long missing) throws EOFException {
        if (out != null) {
            throw new EOFException("the sender has ended or given up in the middle of a message: received=" + received
                    + ", missing=" + missing);
        }
    }

    /** The message of several pieces, whose bytes are not in it if they were handed on. */
    Message message(byte type) {
        return new Message(type, out == null ? buffer : new byte[0]);
    }

    /** The whole message, to a stream. */
    public void write(byte[] message) throws IOException {
        if (out != null) {
            out.write(message);
        }
        received += message.length;
    }

    /** How many bytes have come. */
    public long received() {
        return received;
    }
}

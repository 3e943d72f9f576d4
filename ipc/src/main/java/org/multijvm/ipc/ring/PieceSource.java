package org.multijvm.ipc.ring;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Where the bytes of one message come from, piece by piece: an array, or a stream. Confined to one thread. */
public final class PieceSource {
    private final @Nullable InputStream in;
    private final byte[] array;
    private final long length;
    private int next;

    /** A part of an array. */
    PieceSource(byte[] array, int offset, int length) {
        this.in = null;
        this.array = array;
        this.length = length;
        this.next = offset;
    }

    /** So many bytes of a stream, in pieces of up to so many. */
    public PieceSource(InputStream in, long length, int longestPiece) {
        this.in = in;
        this.array = new byte[(int) Math.min(length, longestPiece)];
        this.length = length;
    }

    /** The length of the whole message. */
    long length() {
        return length;
    }

    /** What {@link #next} speaks of. */
    public byte[] array() {
        return array;
    }

    /**
     * Gets the next piece ready.
     *
     * @return where it begins
     * @throws IOException of the stream, also if it ends too early
     */
    public int next(int bytes) throws IOException {
        InputStream stream = in;
        if (stream == null) {
            next += bytes;
            return next - bytes;
        }
        int got = stream.readNBytes(array, 0, bytes);
        if (got < bytes) {
            throw new EOFException("the stream has fewer bytes than the message is to have: bytes=" + length);
        }
        return 0;
    }
}

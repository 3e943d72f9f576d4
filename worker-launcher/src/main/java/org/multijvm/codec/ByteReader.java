package org.multijvm.codec;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Reads numbers, strings and bytes from a buffer: what a {@link ValueReader} is made of. Confined to one thread. */
abstract class ByteReader {
    private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);
    private static final byte[] NO_BYTES = {};
    private static final int STAGE = 1 << 13;

    private ByteBuffer buffer = EMPTY;
    /**
     * What is read next: the buffer's own array, or the stage if it has none, into which many bytes are copied at a time. The buffer stands behind the window.
     * See {@link ByteWriter} for the reason.
     */
    private byte[] window = NO_BYTES;
    /** The next index in the window, and the one behind its last: the same while it is closed. */
    private int at;

    private int end;
    private byte @Nullable [] stage;

    /** Reads from this buffer from now on, from its position, in little endian. */
    void start(ByteBuffer from) {
        buffer = from.order(ByteOrder.LITTLE_ENDIAN);
        at = 0;
        end = 0;
    }

    /**
     * Reads one byte.
     *
     * @throws java.nio.BufferUnderflowException if the buffer ends, as all raw reads do
     */
    public byte readByte() {
        if (at == end) {
            refill(1);
        }
        return window[at++];
    }

    /** Reads two bytes. */
    public short readShort() {
        if (end - at < 2) {
            refill(2);
        }
        byte[] from = window;
        int i = at;
        at = i + 2;
        return (short) (from[i] & 0xFF | from[i + 1] << 8);
    }

    /** Reads four bytes. */
    public int readInt() {
        if (end - at < 4) {
            refill(4);
        }
        byte[] from = window;
        int i = at;
        at = i + 4;
        return from[i] & 0xFF | (from[i + 1] & 0xFF) << 8 | (from[i + 2] & 0xFF) << 16 | from[i + 3] << 24;
    }

    /** Reads eight bytes. */
    public long readLong() {
        if (end - at < 8) {
            refill(8);
        }
        long low = readInt() & 0xFFFF_FFFFL;
        return low | (long) readInt() << 32;
    }

    /** Reads eight bytes. */
    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /** Reads what {@link ValueWriter#writeCount} wrote. */
    public int readCount() {
        byte first = readByte();
        return first >= 0 ? first : readLargeCount(first & 0x7F);
    }

    private int readLargeCount(int low) {
        int value = low;
        for (int shift = 7; shift < 35; shift += 7) {
            byte part = readByte();
            value |= (part & 0x7F) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new DecodingException("damaged value: a count of more than 5 bytes");
    }

    String wide(int length) {
        char[] chars = new char[length];
        buffer().asCharBuffer().get(chars);
        buffer.position(buffer.position() + 2 * length);
        return new String(chars);
    }

    /** By the constructor that takes the high byte of all characters, which is 0: it makes one copy and looks at no charset. */
    @SuppressWarnings("deprecation")
    String latin(int length) {
        if (end - at < length) {
            if (length > STAGE) {
                byte[] bytes = new byte[length];
                buffer().get(bytes);
                return new String(bytes, 0, 0, length);
            }
            refill(length);
        }
        int from = at;
        at = from + length;
        return new String(window, 0, from, length);
    }

    /** The buffer it reads from, standing behind what was read. */
    public ByteBuffer buffer() {
        if (at != end) {
            buffer.position(buffer.position() - (end - at));
        }
        at = 0;
        end = 0;
        return buffer;
    }

    /** The position of {@link #buffer}. */
    int position() {
        return buffer.position() - (end - at);
    }

    /** How many bytes there are still. */
    int remaining() {
        return end - at + buffer.remaining();
    }

    /** Opens a window of so many bytes at least, which are no more than {@link #STAGE}. */
    private void refill(int bytes) {
        ByteBuffer from = buffer();
        int there = from.remaining();
        if (there < bytes) {
            throw new BufferUnderflowException();
        }
        if (from.hasArray()) {
            window = from.array();
            at = from.arrayOffset() + from.position();
            end = at + there;
            from.position(from.limit());
        } else {
            byte[] staged = stage;
            if (staged == null) {
                staged = new byte[STAGE];
                stage = staged;
            }
            int some = Math.min(STAGE, there);
            from.get(staged, 0, some);
            window = staged;
            end = some;
        }
    }
}

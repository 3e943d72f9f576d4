package org.multijvm.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes numbers, strings and bytes into a buffer that grows: what a {@link ValueWriter} is made of. Confined to one thread. */
abstract class ByteWriter {
    private static final int KEPT = 1 << 20;
    private static final int LONG_STRING = 64;
    private static final int STAGE = 1 << 13;
    private static final byte[] NO_BYTES = {};

    private ByteBuffer buffer;
    private final ValueWriter.Growth growth;

    /**
     * Where the next bytes are put: the buffer's own array, or the stage if it has none, from which they are copied into it many at a time. Plain stores into
     * an array are what a JVM does best that has just started; a buffer's own methods are a dozen calls each until they are compiled.
     */
    private byte[] window = NO_BYTES;
    /** The next index in the window. */
    private int at;
    /** Behind the window's last index; as {@code at} while it is closed: then the buffer's own position counts. */
    private int end;
    /** Of an open window: the position in the buffer that index 0 stands for. */
    private int base;

    private boolean open;
    private byte @Nullable [] stage;

    /** From the position of a buffer on, which is switched to little endian. */
    ByteWriter(ByteBuffer initial, ValueWriter.Growth growth) {
        this.growth = growth;
        buffer = initial.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Starts again at position 0; a heap buffer of more than 1 MiB is dropped for one of so many bytes. */
    void startAgain(int first) {
        open = false;
        at = 0;
        end = 0;
        if (growth instanceof HeapGrowth && buffer.capacity() > KEPT) {
            buffer = ByteBuffer.allocate(first).order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer.clear();
    }

    /** Writes one byte. */
    public void writeByte(int value) {
        if (at == end) {
            open(1);
        }
        window[at++] = (byte) value;
    }

    /** Writes two bytes. */
    public void writeShort(int value) {
        if (end - at < 2) {
            open(2);
        }
        byte[] to = window;
        int i = at;
        to[i] = (byte) value;
        to[i + 1] = (byte) (value >> 8);
        at = i + 2;
    }

    /** Writes four bytes. */
    public void writeInt(int value) {
        if (end - at < 4) {
            open(4);
        }
        byte[] to = window;
        int i = at;
        to[i] = (byte) value;
        to[i + 1] = (byte) (value >> 8);
        to[i + 2] = (byte) (value >> 16);
        to[i + 3] = (byte) (value >> 24);
        at = i + 4;
    }

    /** Writes eight bytes. */
    public void writeLong(long value) {
        writeInt((int) value);
        writeInt((int) (value >> 32));
    }

    /** Writes eight bytes. */
    public void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    /** Writes a number that is mostly small, as unsigned: one byte below 128, five at most. */
    public void writeCount(int value) {
        if ((value & ~0x7F) == 0) {
            writeByte(value);
        } else {
            writeLargeCount(value);
        }
    }

    private void writeLargeCount(int value) {
        int left = value;
        while ((left & ~0x7F) != 0) {
            writeByte(left | 0x80);
            left >>>= 7;
        }
        writeByte(left);
    }

    /** Writes a string: one byte a character if all are Latin-1, else two. */
    public void writeString(String value) {
        int length = value.length();
        if (length > LONG_STRING) {
            writeLongString(value);
            return;
        }
        if (!isLatin(value, length)) {
            writeWide(value);
            return;
        }
        writeCount(length << 1);
        if (end - at < length) {
            open(length);
        }
        lowBytes(value, length);
    }

    /** Takes no time once it is compiled, for then the string's own mark is all that is looked at. */
    private static boolean isLatin(String value, int length) {
        for (int i = 0; i < length; i++) {
            if (value.charAt(i) > 0xFF) {
                return false;
            }
        }
        return true;
    }

    /** One copy of memory, without an object; that it drops the high bytes is why it is deprecated, and here there are none. */
    @SuppressWarnings("deprecation")
    private void lowBytes(String value, int length) {
        value.getBytes(0, length, window, at);
        at += length;
    }

    private void writeLongString(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        if (new String(bytes, StandardCharsets.ISO_8859_1).equals(value)) {
            writeCount(value.length() << 1);
            raw(bytes, 0, bytes.length);
        } else {
            writeWide(value);
        }
    }

    private void writeWide(String value) {
        int length = value.length();
        writeCount(length << 1 | 1);
        ByteBuffer to = room(2L * length);
        to.asCharBuffer().put(value);
        to.position(to.position() + 2 * length);
    }

    /** Writes bytes with their number. */
    public void writeBytes(byte[] value) {
        writeBytes(value, 0, value.length);
    }

    /** Writes a part of an array with its number of bytes. */
    public void writeBytes(byte[] value, int offset, int length) {
        writeCount(length);
        raw(value, offset, length);
    }

    void raw(byte[] value, int offset, int length) {
        room(length).put(value, offset, length);
    }

    /** The buffer, standing at the end of what was written. Another one after it grew. */
    public ByteBuffer buffer() {
        if (open) {
            if (window == stage) {
                buffer.put(window, 0, at);
            } else {
                buffer.position(base + at);
            }
            open = false;
            at = 0;
            end = 0;
        }
        return buffer;
    }

    /** The position of {@link #buffer}. */
    int position() {
        return open ? base + at : buffer.position();
    }

    /** Drops what was written since the position was this one. */
    void rewind(int position) {
        if (open && position >= base) {
            at = position - base;
        } else {
            buffer().position(position);
        }
    }

    /** A copy of what the buffer holds up to its position. */
    public byte[] toBytes() {
        byte[] bytes = new byte[position()];
        buffer().get(0, bytes);
        return bytes;
    }

    /** The buffer, with room for so many bytes. */
    ByteBuffer room(long bytes) {
        if (buffer().remaining() < bytes) {
            grow(bytes);
        }
        return buffer;
    }

    /** Opens a window of so many bytes at least, which are fewer than {@link #STAGE}. */
    private void open(int bytes) {
        ByteBuffer to = room(bytes);
        if (to.hasArray()) {
            window = to.array();
            base = -to.arrayOffset();
            at = to.position() - base;
            end = at + to.remaining();
        } else {
            byte[] staged = stage;
            if (staged == null) {
                staged = new byte[STAGE];
                stage = staged;
            }
            window = staged;
            base = to.position();
            at = 0;
            end = Math.min(STAGE, to.remaining());
        }
        open = true;
    }

    private void grow(long bytes) {
        if (buffer.position() + bytes > HeapGrowth.MAX) {
            throw tooLarge(buffer.position() + bytes, null);
        }
        buffer = growth.grow(buffer, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    static EncodingException tooLarge(long bytes, @Nullable Throwable cause) {
        return new EncodingException(
                "too large to travel as one value: send it in parts, or put it in a shared array: bytes>=" + bytes
                        + ", limit=" + HeapGrowth.MAX,
                cause);
    }
}

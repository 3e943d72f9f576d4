package org.multijvm.codec;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Elements that are all Integers, Longs, Doubles or small Strings: one kind for all, then the raw values. */
final class PackedElements {
    private PackedElements() {}

    /** Writes the elements and returns true, or leaves everything as it was and returns false if they are not of one such kind. */
    static boolean write(List<?> list, int from, int to, ValueWriter out) {
        if (from == to || !(list instanceof RandomAccess)) {
            return false;
        }
        int start = out.position();
        Object first = list.get(from);
        boolean whole;
        if (first instanceof Integer) {
            whole = ints(list, from, to, header(ValueLayout.ALL_INTS, to - from, 4L * (to - from), out));
        } else if (first instanceof Long) {
            whole = longs(list, from, to, header(ValueLayout.ALL_LONGS, to - from, 8L * (to - from), out));
        } else if (first instanceof Double) {
            whole = doubles(list, from, to, header(ValueLayout.ALL_DOUBLES, to - from, 8L * (to - from), out));
        } else if (first instanceof String) {
            out.writeByte(ValueLayout.ALL_STRINGS);
            out.writeCount(to - from);
            whole = strings(list, from, to, out);
        } else {
            return false;
        }
        if (!whole) {
            out.rewind(start);
        }
        return whole;
    }

    private static ByteBuffer header(byte kind, int count, long bytes, ValueWriter out) {
        out.writeByte(kind);
        out.writeCount(count);
        return out.room(bytes);
    }

    private static boolean ints(List<?> list, int from, int to, ByteBuffer buffer) {
        int at = buffer.position();
        for (int i = from; i < to; i++, at += 4) {
            if (!(list.get(i) instanceof Integer value)) {
                return false;
            }
            buffer.putInt(at, value);
        }
        buffer.position(at);
        return true;
    }

    private static boolean longs(List<?> list, int from, int to, ByteBuffer buffer) {
        int at = buffer.position();
        for (int i = from; i < to; i++, at += 8) {
            if (!(list.get(i) instanceof Long value)) {
                return false;
            }
            buffer.putLong(at, value);
        }
        buffer.position(at);
        return true;
    }

    private static boolean doubles(List<?> list, int from, int to, ByteBuffer buffer) {
        int at = buffer.position();
        for (int i = from; i < to; i++, at += 8) {
            if (!(list.get(i) instanceof Double value)) {
                return false;
            }
            buffer.putDouble(at, value);
        }
        buffer.position(at);
        return true;
    }

    private static boolean strings(List<?> list, int from, int to, ValueWriter out) {
        for (int i = from; i < to; i++) {
            if (!(list.get(i) instanceof String value) || value.length() > ValueLayout.SMALL) {
                return false;
            }
            out.writeString(value);
        }
        return true;
    }

    /** Reads elements of a kind other than mixed into an array that takes them. */
    static void read(byte kind, @Nullable Object[] into, ValueReader in) {
        int count = into.length;
        if (kind == ValueLayout.ALL_STRINGS) {
            for (int i = 0; i < count; i++) {
                into[i] = in.readString();
            }
            return;
        }
        ByteBuffer buffer = in.buffer();
        int at = buffer.position();
        switch (kind) {
            case ValueLayout.ALL_INTS -> {
                buffer.position(at + 4 * count);
                for (int i = 0; i < count; i++, at += 4) {
                    into[i] = buffer.getInt(at);
                }
            }
            case ValueLayout.ALL_LONGS -> {
                buffer.position(at + 8 * count);
                for (int i = 0; i < count; i++, at += 8) {
                    into[i] = buffer.getLong(at);
                }
            }
            case ValueLayout.ALL_DOUBLES -> {
                buffer.position(at + 8 * count);
                for (int i = 0; i < count; i++, at += 8) {
                    into[i] = buffer.getDouble(at);
                }
            }
            default -> throw new DecodingException("damaged value: kindOfElements=" + kind);
        }
    }

    /** The numbers of such a kind where they lie, read over; null for all other kinds, of which nothing is read. */
    static @Nullable Buffer view(byte kind, ValueReader in) {
        if (kind != ValueLayout.ALL_INTS && kind != ValueLayout.ALL_LONGS && kind != ValueLayout.ALL_DOUBLES) {
            return null;
        }
        int count = in.readLength(width(kind));
        ByteBuffer buffer = in.buffer();
        ByteBuffer bytes = buffer.slice(buffer.position(), count * width(kind)).order(buffer.order());
        buffer.position(buffer.position() + count * width(kind));
        return switch (kind) {
            case ValueLayout.ALL_INTS -> bytes.asIntBuffer();
            case ValueLayout.ALL_LONGS -> bytes.asLongBuffer();
            default -> bytes.asDoubleBuffer();
        };
    }

    /** The least that an element of this kind takes, in bytes. */
    static int width(byte kind) {
        return switch (kind) {
            case ValueLayout.ALL_INTS -> 4;
            case ValueLayout.ALL_LONGS, ValueLayout.ALL_DOUBLES -> 8;
            default -> 1;
        };
    }
}

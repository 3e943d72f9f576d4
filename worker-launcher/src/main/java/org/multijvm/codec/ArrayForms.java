package org.multijvm.codec;

import java.nio.ByteBuffer;

/** Arrays of primitives: their length, then their elements as raw bytes. */
final class ArrayForms {
    private ArrayForms() {}

    static void write(byte tag, Object value, ValueWriter out) {
        int length = java.lang.reflect.Array.getLength(value);
        out.writeCount(length);
        long bytes = (long) length * width(tag);
        ByteBuffer to = out.room(bytes);
        switch (tag) {
            case ValueLayout.BYTES -> {
                to.put((byte[]) value);
                return;
            }
            case ValueLayout.BOOLEANS -> {
                for (boolean element : (boolean[]) value) {
                    to.put((byte) (element ? 1 : 0));
                }
                return;
            }
            case ValueLayout.SHORTS -> to.asShortBuffer().put((short[]) value);
            case ValueLayout.CHARS -> to.asCharBuffer().put((char[]) value);
            case ValueLayout.INTS -> to.asIntBuffer().put((int[]) value);
            case ValueLayout.LONGS -> to.asLongBuffer().put((long[]) value);
            case ValueLayout.FLOATS -> to.asFloatBuffer().put((float[]) value);
            default -> to.asDoubleBuffer().put((double[]) value);
        }
        to.position(to.position() + (int) bytes);
    }

    static Object read(byte tag, ValueReader in) {
        int width = width(tag);
        int length = in.readLength(width, 0, PlainClasses.array(tag));
        ByteBuffer from = in.buffer();
        Object array = read(tag, length, from);
        if (tag > ValueLayout.BYTES) {
            from.position(from.position() + length * width);
        }
        return array;
    }

    private static Object read(byte tag, int length, ByteBuffer from) {
        switch (tag) {
            case ValueLayout.BYTES:
                byte[] bytes = new byte[length];
                from.get(bytes);
                return bytes;
            case ValueLayout.BOOLEANS:
                boolean[] booleans = new boolean[length];
                for (int i = 0; i < length; i++) {
                    booleans[i] = from.get() != 0;
                }
                return booleans;
            case ValueLayout.SHORTS:
                short[] shorts = new short[length];
                from.asShortBuffer().get(shorts);
                return shorts;
            case ValueLayout.CHARS:
                char[] chars = new char[length];
                from.asCharBuffer().get(chars);
                return chars;
            case ValueLayout.INTS:
                int[] ints = new int[length];
                from.asIntBuffer().get(ints);
                return ints;
            case ValueLayout.LONGS:
                long[] longs = new long[length];
                from.asLongBuffer().get(longs);
                return longs;
            case ValueLayout.FLOATS:
                float[] floats = new float[length];
                from.asFloatBuffer().get(floats);
                return floats;
            default:
                double[] doubles = new double[length];
                from.asDoubleBuffer().get(doubles);
                return doubles;
        }
    }

    private static int width(byte tag) {
        return switch (tag) {
            case ValueLayout.BOOLEANS, ValueLayout.BYTES -> 1;
            case ValueLayout.SHORTS, ValueLayout.CHARS -> 2;
            case ValueLayout.INTS, ValueLayout.FLOATS -> 4;
            default -> 8;
        };
    }
}

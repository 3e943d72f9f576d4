package org.multijvm.ipc.memory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A value of a {@link ShareableList} as bytes.
 *
 * @param type one of the numbers below, which stand in files
 * @param payload the bytes
 */
record ListElement(int type, byte[] payload) {
    private static final int NULL = 0;
    private static final int INT = 1;
    private static final int LONG = 2;
    private static final int DOUBLE = 3;
    private static final int BOOLEAN = 4;
    private static final int STRING = 5;
    private static final int BYTES = 6;

    /**
     * Makes bytes of a value.
     *
     * @throws IllegalArgumentException if its type cannot be in such a list, or it is a text that UTF-8 cannot express
     */
    static ListElement of(@Nullable Object value) {
        if (value == null) {
            return new ListElement(NULL, new byte[0]);
        }
        if (value instanceof Integer number) {
            return new ListElement(INT, ofLong(number));
        }
        if (value instanceof Long number) {
            return new ListElement(LONG, ofLong(number));
        }
        if (value instanceof Double number) {
            return new ListElement(DOUBLE, ofLong(Double.doubleToRawLongBits(number)));
        }
        if (value instanceof Boolean bool) {
            return new ListElement(BOOLEAN, ofLong(bool ? 1 : 0));
        }
        if (value instanceof String text) {
            return new ListElement(STRING, utf8(text));
        }
        if (value instanceof byte[] bytes) {
            return new ListElement(BYTES, bytes);
        }
        throw new IllegalArgumentException(
                "only null, Integer, Long, Double, Boolean, String and byte[] can be in a shareable list: type="
                        + value.getClass().getName());
    }

    /** The value again. */
    @Nullable
    Object value() {
        switch (type) {
            case NULL:
                return null;
            case INT:
                return (int) toLong();
            case LONG:
                return toLong();
            case DOUBLE:
                return Double.longBitsToDouble(toLong());
            case BOOLEAN:
                return toLong() != 0;
            case STRING:
                return new String(payload, StandardCharsets.UTF_8);
            case BYTES:
                return payload;
            default:
                throw new IllegalStateException("unknown type of an element: type=" + type);
        }
    }

    /** How much room a list gives to such a value: as Python's does, for all that its later values are to have. */
    int slotBytes() {
        return type == STRING || type == BYTES ? 8 * (payload.length / 8 + 1) : 8;
    }

    /** What Python's {@code struct} would call it, in a slot of so many bytes. */
    String format(int slotBytes) {
        switch (type) {
            case NULL:
                return "xxxxxx?x";
            case INT:
            case LONG:
                return "q";
            case DOUBLE:
                return "d";
            case BOOLEAN:
                return "xxxxxxx?";
            default:
                return slotBytes + "s";
        }
    }

    /** A surrogate without its other half has no UTF-8: it would come back as another character. */
    private static byte[] utf8(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(
                    "the text has half of a surrogate pair, which UTF-8 cannot express: length=" + text.length(), e);
        }
    }

    private static byte[] ofLong(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private long toLong() {
        return ByteBuffer.wrap(payload).getLong();
    }
}

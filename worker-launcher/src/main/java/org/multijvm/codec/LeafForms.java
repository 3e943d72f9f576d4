package org.multijvm.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.UUID;

/** Big numbers and UUIDs. A class of its own, so that a JVM that meets none loads none. */
final class LeafForms {
    private LeafForms() {}

    /** Of a big number, whether it takes more than {@link ValueLayout#SMALL} bytes. */
    static boolean isLarge(Object value) {
        return bytes(value instanceof BigDecimal decimal ? decimal.unscaledValue() : (BigInteger) value)
                > ValueLayout.SMALL;
    }

    /** How many bytes {@code toByteArray} gives. */
    private static int bytes(BigInteger value) {
        return value.bitLength() / 8 + 1;
    }

    static void write(byte tag, Object value, ValueWriter out) {
        out.writeByte(tag);
        switch (tag) {
            case ValueLayout.BIG_INTEGER -> out.writeBytes(((BigInteger) value).toByteArray());
            case ValueLayout.BIG_DECIMAL -> {
                out.writeInt(((BigDecimal) value).scale());
                out.writeBytes(((BigDecimal) value).unscaledValue().toByteArray());
            }
            default -> {
                out.writeLong(((UUID) value).getMostSignificantBits());
                out.writeLong(((UUID) value).getLeastSignificantBits());
            }
        }
    }

    static Object read(byte tag, ValueReader in) {
        return switch (tag) {
            case ValueLayout.BIG_INTEGER -> new BigInteger(in.readBytes());
            case ValueLayout.BIG_DECIMAL -> {
                int scale = in.readInt();
                yield new BigDecimal(new BigInteger(in.readBytes()), scale);
            }
            default -> {
                long high = in.readLong();
                yield new UUID(high, in.readLong());
            }
        };
    }
}

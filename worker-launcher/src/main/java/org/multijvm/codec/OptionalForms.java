package org.multijvm.codec;

import java.io.Serializable;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Optional numbers: a byte that says whether there is one, and the number. */
final class OptionalForms {
    private OptionalForms() {}

    static void write(byte tag, Object value, ValueWriter out) {
        out.writeByte(tag);
        switch (tag) {
            case ValueLayout.OPTIONAL_INT -> {
                OptionalInt optional = (OptionalInt) value;
                if (presence(optional.isPresent(), out)) {
                    out.writeInt(optional.getAsInt());
                }
            }
            case ValueLayout.OPTIONAL_LONG -> {
                OptionalLong optional = (OptionalLong) value;
                if (presence(optional.isPresent(), out)) {
                    out.writeLong(optional.getAsLong());
                }
            }
            default -> {
                OptionalDouble optional = (OptionalDouble) value;
                if (presence(optional.isPresent(), out)) {
                    out.writeLong(Double.doubleToRawLongBits(optional.getAsDouble()));
                }
            }
        }
    }

    private static boolean presence(boolean isPresent, ValueWriter out) {
        out.writeByte(isPresent ? 1 : 0);
        return isPresent;
    }

    static Object read(byte tag, ValueReader in) {
        boolean isPresent = in.readByte() != 0;
        return switch (tag) {
            case ValueLayout.OPTIONAL_INT -> isPresent ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
            case ValueLayout.OPTIONAL_LONG -> isPresent ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
            default -> isPresent ? OptionalDouble.of(Double.longBitsToDouble(in.readLong())) : OptionalDouble.empty();
        };
    }

    static boolean isOne(byte tag) {
        return tag >= ValueLayout.OPTIONAL_INT && tag <= ValueLayout.OPTIONAL_DOUBLE;
    }

    /** For Java serialization: what stands for one. */
    static Object serializable(byte tag, Object value) {
        return switch (tag) {
            case ValueLayout.OPTIONAL_INT -> {
                OptionalInt optional = (OptionalInt) value;
                yield new Stand(tag, optional.isPresent(), optional.orElse(0));
            }
            case ValueLayout.OPTIONAL_LONG -> {
                OptionalLong optional = (OptionalLong) value;
                yield new Stand(tag, optional.isPresent(), optional.orElse(0));
            }
            default -> {
                OptionalDouble optional = (OptionalDouble) value;
                yield new Stand(tag, optional.isPresent(), Double.doubleToRawLongBits(optional.orElse(0)));
            }
        };
    }

    /** One on its way. */
    record Stand(byte tag, boolean isPresent, long bits) implements Serializable {
        private Object readResolve() {
            return switch (tag) {
                case ValueLayout.OPTIONAL_INT -> isPresent ? OptionalInt.of((int) bits) : OptionalInt.empty();
                case ValueLayout.OPTIONAL_LONG -> isPresent ? OptionalLong.of(bits) : OptionalLong.empty();
                default -> isPresent ? OptionalDouble.of(Double.longBitsToDouble(bits)) : OptionalDouble.empty();
            };
        }
    }
}

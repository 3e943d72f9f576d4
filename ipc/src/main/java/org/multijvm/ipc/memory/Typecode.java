package org.multijvm.ipc.memory;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.multijvm.ipc.file.ElementKind;

/**
 * The one-letter names by which Python's {@code array} and {@code multiprocessing} call the types of C, with the widths they have
 * on 64-bit Linux and macOS; there a {@code long} has 8 bytes and a {@code wchar_t} 4.
 *
 * <p>Source: <a href="https://docs.python.org/3/library/array.html">array</a>, and {@code typecode_to_type} of
 * {@code multiprocessing.sharedctypes}, which adds {@code c}.
 */
public enum Typecode {
    /** {@code c}: C's {@code char}, a byte of a string of bytes; as a number from 0 to 255. */
    CHAR('c', ElementKind.BYTES, false, "char"),
    /** {@code u}: C's {@code wchar_t}, a code point. */
    UNICODE('u', ElementKind.INTS, false, "wchar_t"),
    /** {@code b}: C's {@code signed char}; Java's byte. */
    BYTE('b', ElementKind.BYTES, true, "signed char"),
    /** {@code B}: C's {@code unsigned char}. */
    UNSIGNED_BYTE('B', ElementKind.BYTES, false, "unsigned char"),
    /** {@code h}: C's {@code short}; Java's short. */
    SHORT('h', ElementKind.SHORTS, true, "short"),
    /** {@code H}: C's {@code unsigned short}; Java's char. */
    UNSIGNED_SHORT('H', ElementKind.SHORTS, false, "unsigned short"),
    /** {@code i}: C's {@code int}; Java's int. */
    INT('i', ElementKind.INTS, true, "int"),
    /** {@code I}: C's {@code unsigned int}. */
    UNSIGNED_INT('I', ElementKind.INTS, false, "unsigned int"),
    /** {@code l}: C's {@code long}; Java's long. */
    LONG('l', ElementKind.LONGS, true, "long"),
    /** {@code L}: C's {@code unsigned long}. */
    UNSIGNED_LONG('L', ElementKind.LONGS, false, "unsigned long"),
    /** {@code q}: C's {@code long long}; Java's long. */
    LONG_LONG('q', ElementKind.LONGS, true, "long long"),
    /** {@code Q}: C's {@code unsigned long long}. */
    UNSIGNED_LONG_LONG('Q', ElementKind.LONGS, false, "unsigned long long"),
    /** {@code f}: C's {@code float}; Java's float. */
    FLOAT('f', ElementKind.FLOATS, true, "float"),
    /** {@code d}: C's {@code double}; Java's double. */
    DOUBLE('d', ElementKind.DOUBLES, true, "double");

    private static final int SHOWN_DIGITS = 20;
    private static final BigInteger TWO_TO_THE_64TH = BigInteger.ONE.shiftLeft(Long.SIZE);

    private final char code;
    private final ElementKind kind;
    private final boolean signed;
    private final String meaning;

    Typecode(char code, ElementKind kind, boolean signed, String meaning) {
        this.code = code;
        this.kind = kind;
        this.signed = signed;
        this.meaning = meaning;
    }

    /**
     * The typecode of this letter.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Typecode of(char code) {
        for (Typecode typecode : values()) {
            if (typecode.code == code) {
                return typecode;
            }
        }
        throw new IllegalArgumentException("no such typecode: typecode=" + code + ", known=cubBhHiIlLqQfd");
    }

    /** The letter. */
    public char code() {
        return code;
    }

    /** The size of an element. */
    public int bytes() {
        return kind.bytes();
    }

    /** True if an element can be negative. */
    public boolean signed() {
        return signed;
    }

    /** True for {@code f} and {@code d}. */
    public boolean floating() {
        return this == FLOAT || this == DOUBLE;
    }

    /** What C calls it. */
    public String meaning() {
        return meaning;
    }

    /** The least value, exactly; of a floating-point type the least finite one. */
    public BigDecimal min() {
        return floating()
                ? max().negate()
                : new BigDecimal(
                        signed ? BigInteger.ONE.shiftLeft(8 * bytes() - 1).negate() : BigInteger.ZERO);
    }

    /** The greatest value, exactly; of a floating-point type the greatest finite one, of {@code u} the last code point. */
    public BigDecimal max() {
        switch (this) {
            case FLOAT:
                return new BigDecimal(Float.toString(Float.MAX_VALUE));
            case DOUBLE:
                return BigDecimal.valueOf(Double.MAX_VALUE);
            case UNICODE:
                return BigDecimal.valueOf(Character.MAX_CODE_POINT);
            default:
                int bits = 8 * bytes() - (signed ? 1 : 0);
                return new BigDecimal(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
        }
    }

    /** How the elements lie in memory. */
    ElementKind kind() {
        return kind;
    }

    /** What an integer becomes by being stored: its low bits, as in C, or the nearest floating-point number. See {@link #number}. */
    long store(long value) {
        if (floating()) {
            return store((double) value);
        }
        int unused = Long.SIZE - 8 * bytes();
        return signed ? value << unused >> unused : value << unused >>> unused;
    }

    /** What a floating-point number becomes by being stored: the bits of the double that is read back. */
    long store(double value) {
        if (!floating()) {
            throw new IllegalArgumentException(
                    "a whole number is needed for this typecode: typecode=" + code + ", value=" + value);
        }
        return Double.doubleToRawLongBits(this == FLOAT ? (float) value : value);
    }

    /** As {@link #store(long)}, but refuses what is out of range. */
    long storeExact(BigInteger value) {
        checkRange(new BigDecimal(value));
        return floating() ? store(value.doubleValue()) : store(value.longValue());
    }

    /** As {@link #store(double)}, but refuses what is finite and would be infinite. */
    long storeExact(double value) {
        if (this == FLOAT && !Double.isInfinite(value) && Float.isInfinite((float) value)) {
            checkRange(BigDecimal.valueOf(value));
        }
        return store(value);
    }

    /** What was stored, as an integer; the upper half of {@code L} and {@code Q} is negative. */
    long integer(long stored) {
        if (floating()) {
            throw new UnsupportedOperationException("not a whole number, read it as a double: typecode=" + code);
        }
        return stored;
    }

    /** What was stored, as a double; a long is rounded. */
    double real(long stored) {
        if (floating()) {
            return Double.longBitsToDouble(stored);
        }
        return stored >= 0 || signed ? stored : number(stored).doubleValue();
    }

    /** What was stored: a Double, a Long, or for {@code L} and {@code Q} a BigInteger. */
    Number number(long stored) {
        if (floating()) {
            return Double.longBitsToDouble(stored);
        }
        if (signed || bytes() < Long.BYTES) {
            return stored;
        }
        BigInteger value = BigInteger.valueOf(stored);
        return stored < 0 ? value.add(TWO_TO_THE_64TH) : value;
    }

    private void checkRange(BigDecimal value) {
        if (value.compareTo(min()) < 0 || value.compareTo(max()) > 0) {
            BigDecimal shown = value.precision() > SHOWN_DIGITS
                    ? value.round(new MathContext(SHOWN_DIGITS)).stripTrailingZeros()
                    : value;
            throw new IllegalArgumentException("the value does not fit: typecode=" + code + ", value=" + shown
                    + ", min=" + min() + ", max=" + max());
        }
    }
}

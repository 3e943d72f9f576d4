package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;

@Tag("unit")
class TypecodeTest {
    private static final BigInteger TWO_TO_THE_64TH = BigInteger.ONE.shiftLeft(64);

    /** The widths and ranges that CPython 3.11 shows on 64-bit Linux. */
    @ParameterizedTest
    @CsvSource({
        "c, 1, 0, 255",
        "u, 4, 0, 1114111",
        "b, 1, -128, 127",
        "B, 1, 0, 255",
        "h, 2, -32768, 32767",
        "H, 2, 0, 65535",
        "i, 4, -2147483648, 2147483647",
        "I, 4, 0, 4294967295",
        "l, 8, -9223372036854775808, 9223372036854775807",
        "L, 8, 0, 18446744073709551615",
        "q, 8, -9223372036854775808, 9223372036854775807",
        "Q, 8, 0, 18446744073709551615",
        "f, 4, -3.4028235E+38, 3.4028235E+38",
        "d, 8, -1.7976931348623157E+308, 1.7976931348623157E+308"
    })
    void hasTheWidthAndRangeOfPython(char code, int bytes, String min, String max) {
        Typecode typecode = Typecode.of(code);
        assertThat(typecode.code()).isEqualTo(code);
        assertThat(typecode.bytes()).isEqualTo(bytes);
        assertThat(typecode.min()).hasToString(min);
        assertThat(typecode.max()).hasToString(max);
        assertThat(typecode.signed()).isEqualTo(min.startsWith("-"));
    }

    @Test
    void refusesALetterThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Typecode.of('x'))
                .withMessage("no such typecode: typecode=x, known=cubBhHiIlLqQfd");
    }

    @ParameterizedTest
    @EnumSource(
            value = Typecode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"FLOAT", "DOUBLE"})
    void keepsItsLimitsWrapsBeyondThemAndRefusesThemWhenAsked(Typecode typecode) {
        BigInteger min = typecode.min().toBigIntegerExact();
        BigInteger max = typecode.max().toBigIntegerExact();
        BigInteger beyond = max.add(BigInteger.ONE);
        try (SharedTypedArray array = SharedArray.zeros(typecode, 3);
                SharedTypedValue value = SharedValue.of(typecode, 0)) {
            array.setExact(1, max);
            value.setExact(max);
            assertThat(array.get(1)).hasToString(max.toString());
            assertThat(value.get()).hasToString(max.toString());
            assertThat(array.getDouble(1)).isEqualTo(max.doubleValue());
            array.setExact(1, min);
            assertThat(array.get(1)).hasToString(min.toString());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> array.setExact(1, beyond))
                    .withMessage("the value does not fit: typecode=" + typecode.code() + ", value=" + beyond + ", min="
                            + min + ", max=" + max);
            assertThatIllegalArgumentException().isThrownBy(() -> value.setExact(min.subtract(BigInteger.ONE)));
            assertThatIllegalArgumentException().isThrownBy(() -> array.set(1, 0.5));
            if (typecode != Typecode.UNICODE) {
                array.set(1, beyond.longValue());
                value.set(beyond.longValue());
                assertThat(array.get(1)).hasToString(min.toString());
                assertThat(value.get()).hasToString(min.toString());
                array.set(1, min.longValue() - 1);
                assertThat(array.get(1)).hasToString(max.toString());
                assertThat(array.getAndAdd(1, 1)).isEqualTo(max.longValue());
                assertThat(array.get(1)).hasToString(min.toString());
                assertThat(value.getAndAdd(-1)).isEqualTo(min.longValue());
                assertThat(value.get()).hasToString(max.toString());
                assertThat(array.compareAndSet(1, beyond.longValue(), max.longValue()))
                        .isTrue();
                assertThat(array.get(1)).hasToString(max.toString());
            }
            assertThat(array.getLong(0)).isZero();
            assertThat(array.getLong(2)).isZero();
        }
    }

    /** What Python's {@code Value('i').value = 2**40} gives, too. */
    @Test
    void keepsTheLowBitsAsPythonDoes() {
        try (SharedTypedArray array = SharedArray.of(Typecode.INT, 1L << 40, (1L << 40) + 7, -1);
                SharedTypedArray unsigned = SharedArray.of(Typecode.UNSIGNED_LONG_LONG, -1)) {
            assertThat(array.longs().toArray()).containsExactly(0, 7, -1);
            assertThat(unsigned.get(0)).isEqualTo(TWO_TO_THE_64TH.subtract(BigInteger.ONE));
            assertThat(unsigned.getDouble(0)).isEqualTo(0x1p64);
        }
    }

    @Test
    void roundsAndRefusesFloats() {
        try (SharedTypedArray floats = SharedArray.of(Typecode.FLOAT, 0.1, 1e300);
                SharedTypedArray doubles = SharedArray.of(Typecode.DOUBLE, 1, 2);
                SharedTypedValue value = SharedValue.of(Typecode.DOUBLE, 3.333333333333333)) {
            assertThat(floats.doubles().toArray()).containsExactly(0.1f, Double.POSITIVE_INFINITY);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> floats.setExact(0, 1e39))
                    .withMessage(
                            "the value does not fit: typecode=f, value=1.0E+39, min=-3.4028235E+38, max=3.4028235E+38");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> doubles.setExact(0, BigInteger.TEN.pow(309)))
                    .withMessageStartingWith("the value does not fit: typecode=d, value=1E+309, min=-1.79");
            floats.setExact(0, Double.NEGATIVE_INFINITY);
            floats.setExact(1, 3);
            assertThat(floats.get(1)).isEqualTo(3.0);
            assertThat(doubles.get(1)).isEqualTo(2.0);
            assertThat(value.get()).isEqualTo(3.333333333333333);
            assertThat(value).hasToString("SharedTypedValue(d, 3.333333333333333)");
            assertThatThrownBy(() -> doubles.getLong(0))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("not a whole number, read it as a double: typecode=d");
            assertThatThrownBy(() -> doubles.getAndAdd(0, 1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> floats.compareAndSet(0, 1, 1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> value.compareAndSet(1, 1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatIllegalArgumentException().isThrownBy(() -> SharedArray.of(Typecode.INT, 0.5));
            assertThatIllegalArgumentException().isThrownBy(() -> SharedValue.of(Typecode.INT, 0.5));
        }
    }

    @Test
    void countsNegativeIndicesFromTheEnd() {
        try (SharedTypedArray array = SharedArray.of(Typecode.UNSIGNED_BYTE, 1, 2, 3)) {
            assertThat(array.getLong(-1)).isEqualTo(3);
            array.set(-3, 255);
            assertThat(array.longs().toArray()).containsExactly(255, 2, 3);
            assertThatThrownBy(() -> array.getLong(3)).hasMessage("no such element: index=3, length=3");
            assertThatThrownBy(() -> array.getLong(-4)).hasMessage("no such element: index=-4, length=3");
            SharedTypedArray slice = array.slice(-2, 3);
            slice.set(0, -1);
            assertThat(array.longs().toArray()).containsExactly(255, 255, 3);
            assertThat(array.slice(0, -1).longs().sum()).isEqualTo(510);
            assertThatThrownBy(() -> array.slice(0, 4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(array).hasToString("SharedTypedArray(B)[255, 255, 3]");
        }
    }

    @Test
    void readsAndWritesAStringOfBytes() {
        try (SharedTypedArray array = SharedArray.zeros(Typecode.CHAR, 6)) {
            array.value("hello".getBytes(StandardCharsets.US_ASCII));
            array.value("hi".getBytes(StandardCharsets.US_ASCII));
            assertThat(array.value()).asString().isEqualTo("hi");
            assertThat(array.raw()).asString().isEqualTo("hi\0lo\0");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> array.value(new byte[7]))
                    .withMessage("the bytes are too long: bytes=7, length=6");
            array.raw("123456".getBytes(StandardCharsets.US_ASCII));
            assertThat(array.value()).asString().isEqualTo("123456");
        }
        try (SharedTypedArray array = SharedArray.zeros(Typecode.BYTE, 6)) {
            assertThatThrownBy(array::value)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("only arrays of c have it: typecode=b");
        }
    }

    @ParameterizedTest
    @EnumSource(Typecode.class)
    void arrivesAsTheSameMemoryWithItsTypecode(Typecode typecode) {
        try (SharedTypedArray array = SharedArray.of(typecode, 1, 2, 3);
                SharedTypedValue value = SharedValue.of(typecode, 5)) {
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(array.slice(1, 3));
            ValueReader reader = new ValueReader(Codec.java(), TypecodeTest.class.getClassLoader());
            Object tagged = reader.over(writer.buffer().flip()).read();
            Object serialized = ChildJvm.decode(ChildJvm.encode(array.slice(1, 3)));
            Stream.of(tagged, serialized).forEach(one -> {
                SharedTypedArray arrived = (SharedTypedArray) one;
                assertThat(arrived.typecode()).isEqualTo(typecode);
                assertThat(arrived.getDouble(0)).isEqualTo(2);
                arrived.set(1, 33);
                assertThat(array.getDouble(2)).isEqualTo(33);
                array.set(2, 3);
            });
            SharedTypedValue other = (SharedTypedValue) ChildJvm.decode(ChildJvm.encode(value));
            assertThat(other.typecode()).isEqualTo(typecode);
            other.set(6);
            assertThat(value.getDouble()).isEqualTo(6);
        }
    }

    @Test
    void saysWhichFractionAWholeNumberCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedArray.of(Typecode.INT, 1.5, 2))
                .withMessageContaining("typecode=i, value=1.5");
    }

    @Test
    void showsAnArrayAsItsElementsAreReadAlsoAfterItsEnd() {
        SharedTypedArray array = SharedArray.of(Typecode.UNSIGNED_LONG, 1, -1);
        assertThat(array).hasToString("SharedTypedArray(L)[1, 18446744073709551615]");
        array.close();
        assertThat(array).hasToString("SharedTypedArray(L, closed)");
    }
}

package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.multijvm.pool.Exhibit.differs;
import static org.multijvm.pool.Exhibit.same;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.util.BitSet;
import java.util.Currency;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/** Values that hold no others, and arrays. */
final class ZooOfData {
    private ZooOfData() {}

    static List<Exhibit> all() {
        List<Exhibit> all = new java.util.ArrayList<>(numbersAndText());
        all.addAll(times());
        all.addAll(ofTheJdk());
        all.addAll(arrays());
        return all;
    }

    private static List<Exhibit> numbersAndText() {
        return List.of(
                same("null", () -> null),
                same("true", () -> true),
                same("byte", () -> Byte.MIN_VALUE),
                same("short", () -> Short.MAX_VALUE),
                same("char", () -> '\uFFFF'),
                same("int", () -> Integer.MIN_VALUE),
                same("long", () -> Long.MIN_VALUE),
                same("float", () -> Float.MIN_VALUE),
                same("minus zero", () -> -0.0),
                same("minus zero as float", () -> -0.0f),
                same("infinity", () -> Double.NEGATIVE_INFINITY),
                same("not a number", () -> Double.NaN),
                differs(
                        "the bits of a NaN are kept, which Java serialization makes the one NaN",
                        "bits of a NaN",
                        () -> Double.longBitsToDouble(0x7FF8_0000_0000_1234L),
                        (sent, arrived) -> assertThat(Double.doubleToRawLongBits((Double) arrived))
                                .isEqualTo(0x7FF8_0000_0000_1234L)),
                same("empty string", () -> ""),
                same("string", () -> "größer als 日本"),
                same("surrogates", () -> "\uD83D\uDE00".repeat(50)),
                same("lone surrogates", () -> "\uDE00\uD83D" + "x".repeat(100) + "\uD83D"),
                same("NUL in a string", () -> "a\0b"),
                same("long string", () -> "x".repeat(100_000)),
                same("string as large as small ones get", () -> "x".repeat(64)),
                same(
                        "string builder",
                        () -> new StringBuilder("abc"),
                        (sent, arrived) -> assertThat(arrived)
                                .isInstanceOf(StringBuilder.class)
                                .hasToString("abc")),
                same(
                        "string buffer",
                        () -> new StringBuffer("abc"),
                        (sent, arrived) -> assertThat(arrived).hasToString("abc")),
                same("big integer", () -> BigInteger.ONE.shiftLeft(3000).negate()),
                same("big zero", () -> BigInteger.ZERO),
                same("big decimal with its scale", () -> new BigDecimal("-1.5000")),
                same("big decimal of negative scale", () -> new BigDecimal("1E+300")),
                same("subclass of BigDecimal", () -> new Price("1.20")),
                same("math context", () -> new MathContext(7, RoundingMode.CEILING)));
    }

    static final class Price extends BigDecimal {
        private static final long serialVersionUID = 1;
        private final String currency = "EUR";

        Price(String amount) {
            super(amount);
        }

        @Override
        public String toString() {
            return super.toString() + currency;
        }
    }

    private static List<Exhibit> times() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        return List.of(
                same("duration", () -> Duration.ofSeconds(-5, 3)),
                same("longest duration", () -> Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)),
                same("instant", () -> Instant.MIN),
                same("date", () -> LocalDate.MAX),
                same("time", () -> LocalTime.MAX),
                same("date and time", () -> LocalDateTime.MIN),
                same("offset date and time", () -> OffsetDateTime.MAX),
                same("offset time", () -> OffsetTime.MIN),
                same(
                        "second hour of the autumn",
                        () -> ZonedDateTime.ofLocal(
                                LocalDateTime.of(2024, 10, 27, 2, 30), berlin, ZoneOffset.ofHours(1))),
                same("zone", () -> berlin),
                same("zone with a prefix", () -> ZoneId.of("UTC+02:30")),
                same("offset", () -> ZoneOffset.ofHoursMinutesSeconds(-1, -2, -3)),
                same("period", () -> Period.of(1, -2, 3)),
                same("year", () -> Year.of(-5)),
                same("year and month", () -> YearMonth.of(2024, 2)),
                same("month and day", () -> MonthDay.of(2, 29)),
                same("Japanese date", () -> JapaneseDate.of(2020, 1, 1)),
                same("day of the week", () -> DayOfWeek.FRIDAY),
                same("old date", () -> new Date(5)),
                same("timestamp", () -> new GregorianCalendar(TimeZone.getTimeZone("UTC"), Locale.US)),
                same("time zone", () -> TimeZone.getTimeZone("Europe/Berlin")));
    }

    private static List<Exhibit> ofTheJdk() {
        return List.of(
                same("UUID", () -> new UUID(1, -1)),
                same("locale", () -> Locale.forLanguageTag("de-CH-x-foo")),
                same("currency", () -> Currency.getInstance("JPY")),
                same("URI", () -> URI.create("http://a/b?c#d")),
                same("URL", ZooOfData::url),
                same("file", () -> new File("a/b")),
                same("pattern", () -> Pattern.compile("a+", Pattern.CASE_INSENSITIVE)),
                same("bits", () -> BitSet.valueOf(new long[] {5, 0, 7})),
                same("random", () -> new Random(5)),
                same(
                        "decimal format",
                        () -> new DecimalFormat("#,##0.00"),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                same(
                        "date format",
                        () -> new SimpleDateFormat("yyyy", Locale.US),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                same("internet address", ZooOfData::address),
                same("socket address", () -> InetSocketAddress.createUnresolved("host", 80)),
                same("unit of time", () -> TimeUnit.DAYS),
                same("state of a thread", () -> Thread.State.BLOCKED),
                same("class", () -> String[].class),
                same("class of a primitive", () -> int.class),
                same("class of nothing", () -> void.class),
                same("atomic integer", () -> new AtomicInteger(5)),
                same("atomic long", () -> new AtomicLong(5)),
                same("atomic boolean", () -> new AtomicBoolean(true)),
                same("atomic reference", () -> new AtomicReference<>(List.of(1))),
                same("atomic array", () -> new AtomicIntegerArray(new int[] {1, 2})),
                same("adder", () -> {
                    LongAdder adder = new LongAdder();
                    adder.add(7);
                    return adder;
                }),
                same("exception", () -> {
                    IllegalStateException e = new IllegalStateException("a", new java.io.IOException("b"));
                    e.addSuppressed(new Error("c"));
                    return e;
                }),
                same("buffer is refused", () -> ByteBuffer.allocate(3)),
                same("thread is refused", Thread::currentThread),
                same("stream is refused", () -> java.util.stream.Stream.of(1)),
                same("iterator is refused", () -> List.of(1).iterator()),
                same("charset is refused", () -> StandardCharsets.UTF_8),
                same("object is refused", Object::new),
                differs(
                        "an optional number is not Serializable, and travels",
                        "optional int",
                        () -> OptionalInt.of(1),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        "an optional is not Serializable, and travels",
                        "optional",
                        () -> Optional.of(List.of(1)),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        "a path is not Serializable, and travels",
                        "path",
                        () -> Path.of("a", "grün"),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)));
    }

    private static URL url() {
        try {
            return URI.create("http://localhost/b?c#d").toURL();
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }

    private static InetAddress address() {
        try {
            return InetAddress.getByAddress("a", new byte[] {1, 2, 3, 4});
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Exhibit> arrays() {
        return List.of(
                same("booleans", () -> new boolean[] {true, false}),
                same("bytes", () -> new byte[] {1, -1}),
                same("no bytes", () -> new byte[0]),
                same("shorts", () -> new short[] {1, -1}),
                same("chars", () -> new char[] {'a', '\uD800'}),
                same("ints", () -> new int[] {1, -1}),
                same("longs", () -> new long[] {1, -1}),
                same("floats", () -> new float[] {1, -0f}),
                same("doubles", () -> new double[] {1, -0.0, 7}),
                same("strings", () -> new String[] {"a", null, "a"}),
                same("strings among objects", () -> new Object[] {"a", "b"}),
                same("integers among numbers", () -> new Number[] {1, 2}),
                same("integers", () -> new Integer[] {1, null}),
                same("ints of ints", () -> new int[][] {{1}, null, {}}),
                same("objects of objects", () -> new Object[][] {new String[] {"a"}, {1}}),
                same("lists", () -> new List<?>[] {List.of(1), null}),
                same("classes", () -> new Class<?>[] {int.class, Object.class}),
                same("array in itself", () -> {
                    Object[] array = new Object[2];
                    array[0] = array;
                    array[1] = new Object[] {array, array};
                    return array;
                }),
                same("one array twice", () -> {
                    byte[] one = {1};
                    return new Object[] {one, one, new byte[] {1}};
                }),
                same("one long string twice", () -> {
                    String one = "x".repeat(65);
                    return new Object[] {one, List.of(one), "x".repeat(65)};
                }),
                same("one big integer twice", () -> {
                    BigInteger one = BigInteger.TEN.pow(1000);
                    return new Object[] {one, one, BigInteger.TEN.pow(1000)};
                }));
    }
}

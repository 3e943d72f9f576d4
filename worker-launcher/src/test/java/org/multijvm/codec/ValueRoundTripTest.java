package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("unit")
class ValueRoundTripTest {
    enum Plain {
        FIRST,
        SECOND
    }

    enum WithBody {
        ONE {
            @Override
            int number() {
                return 1;
            }
        };

        abstract int number();
    }

    record Point(int x, long y, @SuppressWarnings("unused") String label) {}

    private record Nested(List<Point> points, Map<String, Plain> names, byte raw, char letter) {}

    record Generic<T>(T value) {}

    static Stream<Object> leaves() {
        return Stream.of(
                true,
                false,
                (byte) -3,
                (short) 300,
                'x',
                '\uFFFF',
                1.5f,
                Float.NaN,
                2.25,
                Double.NEGATIVE_INFINITY,
                "",
                "plain",
                "Größe",
                "日本",
                "\uD800 alone",
                "x".repeat(63),
                "x".repeat(64),
                "x".repeat(65),
                "ÿ".repeat(9999),
                "€".repeat(9999),
                BigInteger.ONE.shiftLeft(200).negate(),
                new BigDecimal("1.500"),
                new UUID(1, -2),
                Duration.ofSeconds(-5, 3),
                Instant.MAX,
                OptionalInt.of(-7),
                OptionalInt.empty(),
                OptionalLong.of(Long.MIN_VALUE),
                OptionalLong.empty(),
                OptionalDouble.of(-0.0),
                OptionalDouble.empty(),
                LocalDate.MIN,
                LocalTime.MAX,
                LocalDateTime.MAX,
                OffsetDateTime.of(LocalDateTime.MIN, ZoneOffset.ofHours(3)),
                ZoneOffset.UTC,
                ZoneId.of("Europe/Berlin"),
                ZonedDateTime.ofLocal(
                        LocalDateTime.of(2024, 10, 27, 2, 30), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHours(1)),
                ZonedDateTime.of(LocalDateTime.of(2024, 1, 1, 1, 1), ZoneOffset.ofHours(-2)));
    }

    static Stream<Object> wholes() {
        return Stream.of(
                new boolean[] {true, false},
                new byte[] {1, -1},
                new short[] {1, -1},
                new char[] {'a', '€'},
                new int[] {1, Integer.MIN_VALUE},
                new long[] {Long.MAX_VALUE},
                new float[] {1f},
                new double[] {Math.PI},
                new int[0],
                new String[] {"a", null},
                new String[] {"a", "b"},
                new Object[] {1, "a", null, 2L},
                new Integer[] {1, 2},
                new Integer[] {1, null},
                new int[][] {{1}, {2, 3}},
                new Point[] {new Point(1, 2, "a"), null},
                Plain.SECOND,
                WithBody.ONE,
                int.class,
                String[].class,
                Point.class,
                void.class,
                new Point(1, 2, "a"),
                new Nested(List.of(new Point(1, 2, null)), Map.of("a", Plain.FIRST), (byte) 1, 'c'),
                new Generic<>(new Generic<>(Optional.of(7))),
                new ArrayList<>(Arrays.asList(1, null, "a")),
                new ArrayList<>(),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Stream.of(1, null).toList(),
                Arrays.asList(1, 2),
                Arrays.asList("a", null),
                new HashMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of(1, 2)),
                new TreeMap<>(Map.of("b", 1, "a", 2)),
                Map.of(),
                Map.of(1, 2),
                Map.of(1, 2, 3, 4),
                new HashSet<>(Arrays.asList(1, null)),
                new LinkedHashSet<>(List.of(3, 1, 2)),
                new TreeSet<>(List.of(3, 1, 2)),
                Set.of(),
                Set.of(1),
                Set.of(1, 2, 3),
                Optional.empty(),
                Optional.of("a"),
                new java.util.ArrayDeque<>(List.of(1)).clone().getClass(),
                new java.util.Date(5),
                new java.util.LinkedList<>(List.of(1, 2)));
    }

    @ParameterizedTest
    @MethodSource({"leaves", "wholes"})
    void arrivesEqualAndOfTheSameClass(Object value) {
        Object arrived = Travel.value(value);
        assertThat(arrived).isEqualTo(value);
        assertThat(arrived.getClass()).isEqualTo(value.getClass());
    }

    @ParameterizedTest
    @MethodSource({"leaves", "wholes"})
    void arrivesEqualInsideAnotherValueAndThroughADirectBuffer(Object value) {
        Object[] whole = {value, new Object[] {value}, value};
        ValueWriter out = new ValueWriter(Codec.java(), ByteBuffer.allocateDirect(1), (full, needed) -> {
            ByteBuffer bigger = ByteBuffer.allocateDirect(full.position() + needed);
            return bigger.put(full.flip());
        });
        out.writeLong(-7);
        out.write(whole);
        ValueReader in =
                new ValueReader(Codec.java(), Travel.LOADER).over(out.buffer().flip());
        assertThat(in.readLong()).isEqualTo(-7);
        assertThat(in.read()).isEqualTo(whole);
        assertThat(out.buffer().hasRemaining()).isFalse();
    }

    /** More than the array holds in which such bytes are gathered, in steps of all sizes: so that each kind of value meets its end. */
    @Test
    void arrivesThroughMuchMemoryBesideTheHeap() {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            values.add(i % 7 == 0 ? null : i);
            values.add((long) i << 40);
            values.add(i / 3.0);
            values.add("é".repeat(i % 80));
            values.add("€".repeat(i % 65));
            values.add(new ArrayList<>(List.of("a" + i, "b")));
            values.add(new byte[i % 5]);
        }
        ValueWriter out = new ValueWriter(Codec.java(), ByteBuffer.allocateDirect(100), (full, needed) -> {
            ByteBuffer bigger = ByteBuffer.allocateDirect(2 * full.position() + needed);
            return bigger.put(full.flip());
        });
        out.write(values);
        int end = out.buffer().position();
        out.write("s".repeat(20_000));
        ValueReader in =
                new ValueReader(Codec.java(), Travel.LOADER).over(out.buffer().flip());
        assertThat(((List<?>) in.read()).toArray()).isEqualTo(values.toArray());
        assertThat(in.buffer().position()).isEqualTo(end);
        assertThat(in.read()).isEqualTo("s".repeat(20_000));
        assertThat(in.buffer().hasRemaining()).isFalse();
        ValueReader cut = new ValueReader(Codec.java(), Travel.LOADER)
                .over(out.buffer().position(0).limit(end - 1));
        assertThatThrownBy(cut::read).isInstanceOf(DecodingException.class);
    }

    /** What was dropped leaves no byte, also if it is no longer in the array where such bytes are gathered. */
    @Test
    void dropsWhatHasNoTaggedFormFromMemoryBesideTheHeap() {
        for (int items : new int[] {1, 100, 3_000, 30_000}) {
            List<Object> values = new ArrayList<>(java.util.Collections.nCopies(items, "item"));
            values.add(new java.util.concurrent.atomic.AtomicInteger(items));
            ValueWriter out = new ValueWriter(Codec.java(), ByteBuffer.allocateDirect(1 << 20), (full, needed) -> {
                throw new AssertionError("large enough");
            });
            out.writeInt(5);
            out.write(values);
            out.writeInt(6);
            ValueReader in = new ValueReader(Codec.java(), Travel.LOADER)
                    .over(out.buffer().flip());
            assertThat(in.readInt()).isEqualTo(5);
            assertThat(in.read()).hasToString(values.toString());
            assertThat(in.readInt()).isEqualTo(6);
        }
    }

    @Test
    void keepsNullAndEveryIntegerAndLong() {
        assertThat(Travel.<Object>value(null)).isNull();
        for (long power = 1; power != 0; power <<= 1) {
            for (long value = power - 2; value <= power + 2; value++) {
                assertThat(Travel.value(value)).isEqualTo(value);
                assertThat(Travel.value((int) -value)).isEqualTo((int) -value);
            }
        }
        for (int value = -300; value < 300; value++) {
            assertThat(Travel.value(value)).isEqualTo(value);
        }
    }

    @Test
    void keepsRawPrimitives() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(-1);
        out.writeShort(-2);
        out.writeInt(-3);
        out.writeCount(-4);
        out.writeCount(300);
        out.writeDouble(0.5);
        out.writeString("ä€");
        out.writeBytes(new byte[] {1, 2, 3}, 1, 2);
        ValueReader in = Travel.over(Travel.bytes(out));
        assertThat(in.readByte()).isEqualTo((byte) -1);
        assertThat(in.readShort()).isEqualTo((short) -2);
        assertThat(in.readInt()).isEqualTo(-3);
        assertThat(in.readCount()).isEqualTo(-4);
        assertThat(in.readCount()).isEqualTo(300);
        assertThat(in.readDouble()).isEqualTo(0.5);
        assertThat(in.readString()).isEqualTo("ä€");
        assertThat(in.readBytes()).containsExactly(2, 3);
    }

    @RepeatedTest(200)
    void arrivesEqualWhateverIsInsideWhatever() {
        long seed = new Random().nextLong();
        Object value = any(new Random(seed), 5);
        assertThat(Travel.<Object>value(value)).as("seed=%d", seed).isEqualTo(value);
    }

    private static Object any(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 6 : 13);
        int size = random.nextInt(20);
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextDouble();
            case 3 -> random.ints(size, 0, 0x300).mapToObj(c -> "" + (char) c).reduce("", String::concat);
            case 4 -> Plain.values()[random.nextInt(2)];
            case 5 -> new Point(random.nextInt(), random.nextLong(), null);
            case 6 -> new ArrayList<>(some(random, depth, size));
            case 7 -> List.copyOf(some(random, depth, size));
            case 8 -> new HashSet<>(some(random, depth, size));
            case 9 -> Optional.of(any(random, depth - 1));
            case 10 -> new Generic<>(any(random, depth - 1));
            case 11 -> {
                Map<Object, Object> map = new HashMap<>();
                some(random, depth, size).forEach(key -> map.put(key, any(random, 0)));
                yield map;
            }
            default -> Arrays.asList(some(random, depth, size).toArray());
        };
    }

    private static List<Object> some(Random random, int depth, int size) {
        boolean alike = random.nextBoolean();
        int kind = random.nextInt(3);
        return Stream.generate(() -> alike ? any(random, 0, kind) : any(random, depth - 1))
                .limit(size)
                .toList();
    }

    private static Object any(Random random, int depth, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt();
            case 1 -> (double) random.nextInt();
            default -> "s" + random.nextInt() + (depth == 0 ? "" : "€");
        };
    }
}

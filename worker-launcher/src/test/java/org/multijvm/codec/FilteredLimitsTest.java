package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.ObjectInputFilter.Status;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sizes that a peer which is not trusted may ask for. */
@Tag("unit")
@Timeout(60)
class FilteredLimitsTest {
    /** What a refusal and its stack trace may take, in bytes. */
    private static final long SMALL = 1 << 20;

    /** How many bytes of memory may be allocated for a byte of a message. */
    private static final long FACTOR = 200;

    private static final Method ALLOCATED = allocatedBytes();

    private static long allocated() {
        try {
            return (long) ALLOCATED.invoke(ManagementFactory.getThreadMXBean());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Method allocatedBytes() {
        try { // the module under test does not read the one of this interface
            return Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertTakesAtMost(long bytes, Callable<?> code) throws Exception {
        long before = allocated();
        code.call();
        assertThat(allocated() - before).isLessThan(bytes);
    }

    private static void assertRefused(String filter, Object value, String... words) {
        assertThatThrownBy(() -> FilteredReaderTest.read(filter, value))
                .isInstanceOf(DecodingException.class)
                .hasMessageContainingAll(words);
    }

    private static List<Integer> numbers(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    @Test
    void everyLengthIsAskedFor() {
        List<Object> ten = List.of(
                "x".repeat(10),
                "\u4e00".repeat(10),
                new boolean[10],
                new byte[10],
                new short[10],
                new char[10],
                new int[10],
                new long[10],
                new float[10],
                new double[10],
                new String[10],
                new Object[10],
                new int[10][],
                new ArrayList<>(numbers(10)),
                Arrays.asList(numbers(10).toArray()),
                List.copyOf(numbers(10)),
                new HashSet<>(numbers(10)),
                Set.copyOf(numbers(10)),
                new java.util.TreeSet<>(numbers(10)),
                BigInteger.ONE.shiftLeft(79).subtract(BigInteger.ONE),
                numbers(10).stream().toList(),
                new ArrayList<Object>(List.of("a", 1, 2, 3, 4, 5, 6, 7, 8, 9)));
        for (Object value : ten) {
            assertThat(FilteredReaderTest.read("maxarray=10", value)).isNotNull();
            assertRefused("maxarray=9", value, "length=10");
        }
        Map<Object, Object> map = new HashMap<>();
        numbers(10).forEach(i -> map.put(i, i));
        for (Map<?, ?> each : List.of(map, Map.copyOf(map), new java.util.TreeMap<>(map))) {
            assertThat(FilteredReaderTest.read("maxarray=10", each)).isEqualTo(map);
            assertRefused("maxarray=9", each, "length=10");
        }
        assertRefused("java.util.Date;maxarray=9", new Object[] {new Date(), new int[10]}, "length=10", "class=int[]");
        assertThat(FilteredReaderTest.read("java.util.Date;maxarray=10", new Object[] {new Date(), new int[10]}))
                .isNotNull();
    }

    @Test
    void depthReferencesAndBytesAreAskedFor() {
        Object deep = List.of(List.of(List.of(Optional.of(1))));
        assertThat(FilteredReaderTest.read("maxdepth=4", deep)).isEqualTo(deep);
        assertRefused("maxdepth=3", deep, "depth=4", "class=java.util.Optional");
        Object many = List.of(numbers(10), "a");
        assertThat(FilteredReaderTest.read("maxrefs=13", many)).isEqualTo(many);
        assertRefused("maxrefs=12", many, "references=13");
        byte[] bytes = new byte[100];
        int all = Travel.bytes(bytes).length;
        assertThat(FilteredReaderTest.read("maxbytes=" + all, bytes)).isEqualTo(bytes);
        assertRefused("maxbytes=" + (all - 1), bytes, "bytes=" + all, "class=byte[]");
        Object rest = new Object[] {new Date(), bytes};
        int whole = Travel.bytes(rest).length;
        assertThat(FilteredReaderTest.read("java.util.Date;maxbytes=" + whole, rest))
                .isNotNull();
        assertRefused("java.util.Date;maxbytes=" + (whole - 1), rest, "bytes=");
        assertRefused("java.util.Date;maxrefs=1", rest, "references=");
        assertRefused("java.util.Date;maxdepth=1", rest, "depth=2");
    }

    @Test
    void nothingIsAllocatedForALengthThatIsOnlyTold() throws Exception {
        Codec codec = Codec.filtered("*");
        byte[] most = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 7};
        for (int tag = 1; tag < 70; tag++) {
            for (int kind = -1; kind < 5; kind++) {
                ByteBuffer bytes = ByteBuffer.allocate(20).put((byte) tag);
                if (kind >= 0) {
                    bytes.put((byte) kind);
                }
                bytes.put(most);
                assertTakesAtMost(SMALL, () -> readOrFail(codec, bytes.array()));
            }
        }
    }

    @Test
    void nothingIsAllocatedForALengthInsideOfJavaSerialization() throws Exception {
        for (String type : List.of("[I", "[J", "[B", "[Ljava.lang.Object;")) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(0xACED0005);
            out.writeByte(0x75); // array
            out.writeByte(0x72); // description of a class
            out.writeUTF(type);
            out.writeLong(java.io.ObjectStreamClass.lookup(Class.forName(type)).getSerialVersionUID());
            out.writeByte(2);
            out.writeShort(0);
            out.writeByte(0x78);
            out.writeByte(0x70);
            out.writeInt(Integer.MAX_VALUE - 8);
            byte[] stream = bytes.toByteArray();
            byte[] message = ByteBuffer.allocate(5 + stream.length)
                    .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                    .put(ValueLayout.REST)
                    .putInt(stream.length)
                    .put(stream)
                    .array();
            assertTakesAtMost(SMALL, () -> {
                assertThatThrownBy(() -> FilteredReaderTest.read(Codec.filtered("*"), message))
                        .isInstanceOf(DecodingException.class)
                        .hasMessageContaining("length=2147483639");
                return null;
            });
        }
    }

    @Test
    void namesHaveALimitOfTheirOwn() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(ValueLayout.CLASS);
        out.writeCount(0);
        out.writeString("x".repeat(4_001));
        byte[] bytes = Travel.bytes(out);
        assertThatThrownBy(() -> FilteredReaderTest.read(Codec.filtered("*"), bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("length=4001, limit=4000");
        assertThat(FilteredReaderTest.read("maxarray=1", String.class)).isEqualTo(String.class);
    }

    @Test
    void deepNestingEndsBeforeTheStackDoes() {
        byte[] options = new byte[100_000];
        Arrays.fill(options, ValueLayout.OPTIONAL);
        assertThatThrownBy(() -> FilteredReaderTest.read(Codec.filtered("*"), options))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("limit=500");
        Object[] deep = {};
        for (int i = 0; i < 600; i++) {
            deep = new Object[] {deep};
        }
        Object value = deep;
        assertRefused("*", value, "limit=500");
    }

    @Test
    void aSetWhoseHashCodeTakesForEverIsRefused() {
        ValueWriter out = new ValueWriter(Codec.java());
        int levels = 200;
        out.writeByte(ValueLayout.ARRAY_LIST);
        out.writeByte(ValueLayout.MIXED);
        out.writeCount(2 * levels);
        int number = 1;
        for (int i = 0; i < levels; i++) {
            for (int twin = 0; twin < 2; twin++) {
                out.writeByte(ValueLayout.HASH_SET);
                out.writeCount(i == 0 ? 1 : 3);
                out.write(twin);
                if (i > 0) {
                    int lower = number - 2 - twin;
                    out.writeByte(ValueLayout.REFERENCE);
                    out.writeCount(lower);
                    out.writeByte(ValueLayout.REFERENCE);
                    out.writeCount(lower + 1);
                }
                number++;
            }
        }
        byte[] bytes = Travel.bytes(out);
        assertThatThrownBy(() -> FilteredReaderTest.read(Codec.filtered("maxarray=1000"), bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("keys hold too much");
    }

    private static final byte[] WITH_KEYS = {
        ValueLayout.HASH_SET,
        ValueLayout.LINKED_HASH_SET,
        ValueLayout.IMMUTABLE_SET,
        ValueLayout.HASH_MAP,
        ValueLayout.LINKED_HASH_MAP,
        ValueLayout.IMMUTABLE_MAP
    };

    /** A set of these, or a map from them to themselves. */
    private static byte[] keyed(byte tag, int count, IntFunction<Object> key) {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(tag);
        out.writeCount(count);
        for (int i = 0; i < count; i++) {
            out.write(key.apply(i));
            if (tag == ValueLayout.HASH_MAP || tag == ValueLayout.LINKED_HASH_MAP || tag == ValueLayout.IMMUTABLE_MAP) {
                out.write(i);
            }
        }
        return Travel.bytes(out);
    }

    private static void assertTooMuchAlike(byte[] bytes) {
        assertThatThrownBy(() -> FilteredReaderTest.read(Codec.filtered("*"), bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContainingAll("keys are too much alike", "comparisons=", "limit=", "bytes=" + bytes.length);
    }

    @Test
    void manyKeysWithOneHashCodeAreRefused() {
        for (byte tag : WITH_KEYS) {
            assertTooMuchAlike(keyed(tag, 200_000, i -> List.of(i, -31 * i)));
        }
    }

    /** Their hash codes differ, but not in where they belong in a table of that size. */
    @Test
    void manyNumbersThatFallIntoOnePlaceAreRefused() {
        int count = 200_000;
        for (byte tag : new byte[] {ValueLayout.IMMUTABLE_SET, ValueLayout.IMMUTABLE_MAP}) {
            assertTooMuchAlike(keyed(tag, count, i -> (i % 5_000) * 2 * count + i / 5_000));
        }
    }

    /** Comparing two of them looks at a thousand strings, which both only refer to. */
    @Test
    void someLargeKeysWithOneHashCodeAreRefused() {
        int count = 1_000;
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(ValueLayout.ARRAY_LIST);
        out.writeByte(ValueLayout.MIXED);
        out.writeCount(3);
        for (int twin = 0; twin < 2; twin++) {
            out.writeByte(ValueLayout.ARRAY_LIST);
            out.writeByte(ValueLayout.MIXED);
            out.writeCount(900);
            for (int i = 0; i < 900; i++) {
                out.write(i % 100);
            }
        }
        out.writeByte(ValueLayout.HASH_SET);
        out.writeCount(count);
        for (int i = 0; i < count; i++) {
            out.writeByte(ValueLayout.ARRAY_LIST);
            out.writeByte(ValueLayout.MIXED);
            out.writeCount(3);
            out.writeByte(ValueLayout.REFERENCE);
            out.writeCount(1 + i % 2);
            out.write(i);
            out.write(-31 * i);
        }
        assertTooMuchAlike(Travel.bytes(out));
    }

    private static Set<Object> places(int width) {
        Set<Object> places = new HashSet<>();
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < width; y++) {
                places.add(List.of(x, y));
                places.add(new FilteredReaderTest.Point(x, y));
            }
        }
        return places;
    }

    /** Of a place's two numbers the hash code is the sum, nearly: so {@code Set.of} takes the square of their number for them, also where nobody means harm. */
    @Test
    void keysWhoseHashCodesAreAlikeByNatureArrive() {
        Set<Object> strings = new HashSet<>();
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            strings.add(Integer.toString(random.nextInt(), 36));
        }
        strings.add("x".repeat(1_000_000));
        List<Object> values = new ArrayList<>(List.of(places(200)));
        for (Set<?> keys : List.of(strings, new HashSet<>(numbers(20_000)), places(20))) {
            Map<Object, Object> map = new HashMap<>();
            keys.forEach(key -> map.put(key, 1));
            values.addAll(List.of(keys, Set.copyOf(keys), map, Map.copyOf(map)));
        }
        for (Object value : values) {
            assertThat(FilteredReaderTest.read(FilteredReaderTest.Point.class.getName(), value))
                    .isEqualTo(value);
        }
    }

    @Test
    void aKeyThatIsSharedArrives() {
        List<Object> key = new ArrayList<>(numbers(1_000));
        List<Object> value = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            value.add(new HashMap<>(Map.of(key, i)));
        }
        assertThat(FilteredReaderTest.read("maxarray=1000", value)).isEqualTo(value);
    }

    private static @Nullable Object readOrFail(Codec codec, byte[] bytes) {
        try {
            return FilteredReaderTest.read(codec, bytes);
        } catch (DecodingException e) {
            return null; // as it should
        }
    }

    @Test
    void whateverComesIsAValueOrARefusalAndTakesLittle() throws Exception {
        Random random = new Random(11);
        List<byte[]> messages = new ArrayList<>();
        for (Object value : FilteredReaderTest.plain()) {
            messages.add(Travel.bytes(value));
        }
        SerializableCallable<Integer> lambda = () -> 1;
        messages.add(Travel.bytes(new FilteredReaderTest.Point(List.of(1, "a"), 1)));
        messages.add(Travel.bytes(List.of(FilteredReaderTest.Colour.RED, lambda, new FilteredReaderTest.Thing("a"))));
        messages.add(Travel.bytes(new FilteredReaderTest.Bean(new HashMap<>(Map.of("a", new Date(), "b", lambda)))));
        messages.add(Travel.bytes(new Object[] {
            new Date(),
            numbers(20),
            new HashSet<>(numbers(5)),
            new java.util.ArrayDeque<>(numbers(9)),
            new FilteredReaderTest.Thing("b")
        }));
        messages.add(Travel.bytes(FilteredReaderTest.plain().toArray()));
        List<Codec> codecs = List.of(
                Codec.filtered(FilteredReaderTest.class.getName() + "$*;maxarray=1000;maxdepth=20"),
                Codec.filtered("!java.lang.ClassLoader;*"));
        Travel.bytes(messages);
        long worst = 0;
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = messages.get(random.nextInt(messages.size())).clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                mutate(bytes, random);
            }
            Codec codec = codecs.get(i & 1);
            long before = allocated();
            readOrFail(codec, bytes);
            worst = Math.max(worst, allocated() - before - FACTOR * bytes.length);
        }
        assertThat(worst).isLessThan(4 * SMALL);
    }

    /** Counts what is asked of it. */
    record Counted(int hash, int number) {
        private static long asked;

        @Override
        public int hashCode() {
            asked++;
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            asked++;
            return other instanceof Counted counted && counted.number == number;
        }
    }

    private static Set<Object> counted(int count, int hashes) {
        Set<Object> keys = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            keys.add(new Counted(i % hashes * 2 * count, i));
        }
        return keys;
    }

    /** As far as it is bounded: about a million steps, and 16 for a byte; a key is asked for its hash code twice. */
    @Test
    void theSizeOfAMessageBoundsWhatItsKeysAreAsked() {
        Random random = new Random(23);
        List<Object> values = new ArrayList<>();
        for (int count : new int[] {200, 1_000, 3_000}) {
            for (int hashes : new int[] {1, 50}) {
                Set<Object> keys = counted(count, hashes);
                Map<Object, Object> map = new HashMap<>();
                keys.forEach(key -> map.put(key, key));
                values.addAll(List.of(keys, Set.copyOf(keys), map, Map.copyOf(map)));
                values.add(List.of(Set.of(keys, Set.of(keys, 1), Set.of(keys, 2)), keys));
            }
        }
        Codec codec = Codec.filtered(Counted.class.getName());
        int refused = 0;
        for (Object value : values) {
            byte[] bytes = Travel.bytes(value);
            for (int i = 0; i < 20; i++) {
                byte[] message = bytes.clone();
                for (int j = random.nextInt(4) * Math.min(i, 1); j > 0; j--) {
                    mutate(message, random);
                }
                Counted.asked = 0;
                refused += readOrFail(codec, message) == null ? 1 : 0;
                assertThat(Counted.asked).isLessThan(2 * ((1 << 20) + 16L * bytes.length));
            }
        }
        assertThat(refused).isBetween(1, 20 * values.size() - 1);
    }

    private static void mutate(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(4)) {
            case 0 -> bytes[at] = (byte) random.nextInt();
            case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> bytes[at] = (byte) random.nextInt(64);
            default -> {
                int length = Math.min(4, bytes.length - at);
                Arrays.fill(bytes, at, at + length, random.nextBoolean() ? (byte) 0xFF : 0x7F);
            }
        }
    }

    @Test
    void theSizeOfAMessageBoundsTheMemoryOfItsValue() throws Exception {
        int size = 100_000;
        byte[][] units = {
            {ValueLayout.HASH_SET, 0},
            {ValueLayout.LINKED_HASH_MAP, 0},
            {ValueLayout.ARRAY_LIST, 0, 0},
            {ValueLayout.HASH_MAP, 1, 1, 1},
            {ValueLayout.HASH_SET, 1, 1},
            {ValueLayout.STRING, 0},
            {ValueLayout.LONG_16, 0, 100},
            {ValueLayout.OBJECT_ARRAY, 1, 0, 0},
            {ValueLayout.INTS, 0},
            {ValueLayout.OPTIONAL, 1},
            {ValueLayout.ENTRY, 1, 1},
            {ValueLayout.TREE_MAP, 0}
        };
        for (byte[] unit : units) {
            ValueWriter out = new ValueWriter(Codec.java());
            out.writeByte(ValueLayout.ARRAY_LIST);
            out.writeByte(ValueLayout.MIXED);
            int count = size / unit.length;
            out.writeCount(count);
            for (int i = 0; i < count; i++) {
                for (byte each : unit) {
                    out.writeByte(each);
                }
            }
            byte[] bytes = Travel.bytes(out);
            assertTakesAtMost(
                    SMALL + FACTOR * bytes.length, () -> readOrFail(Codec.filtered(info -> Status.UNDECIDED), bytes));
        }
    }
}

package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values of peers that are not trusted, with the class filter of {@link Codec#filtered}. */
@Tag("unit")
class FilteredReaderTest {
    private static final String HERE = FilteredReaderTest.class.getName() + "$";
    static final AtomicInteger MADE = new AtomicInteger();

    record Point(@Nullable Object x, int y) implements Serializable {}

    record Evil(int number) implements Serializable {
        Evil {
            MADE.incrementAndGet();
        }
    }

    enum Colour {
        RED
    }

    static final class Shy implements Serializable {
        private static final long serialVersionUID = 1;
        static final Shy INSTANCE = new Shy();

        private Shy() {}
    }

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial") // as a peer's may be
        final @Nullable Object held;

        Bean(@Nullable Object held) {
            this.held = held;
        }
    }

    record Thing(String name) implements Handle {
        @Override
        public Object writeReplace() {
            return new Lot(name);
        }
    }

    record Lot(String name) implements Ticket {
        @Override
        public Object readResolve() {
            MADE.incrementAndGet();
            return new Thing(name);
        }
    }

    record Loud() implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return 42;
        }
    }

    static @Nullable Object read(String filter, @Nullable Object value) {
        return read(Codec.filtered(filter), Travel.bytes(value));
    }

    static @Nullable Object read(Codec codec, byte[] bytes) {
        return new ValueReader(codec, Travel.LOADER)
                .over(ByteBuffer.wrap(bytes))
                .read();
    }

    private static void assertRefused(String filter, Object value, String... words) {
        int before = MADE.get();
        assertThatThrownBy(() -> read(filter, value))
                .isInstanceOf(DecodingException.class)
                .hasMessageContainingAll(words);
        assertThat(MADE).hasValue(before);
    }

    private static String name(Class<?> type) {
        return type.getName();
    }

    /** One value for each tag that needs no class of the user's. */
    static List<@Nullable Object> plain() {
        return Arrays.asList(
                null,
                true,
                false,
                (byte) 1,
                (short) 2,
                'c',
                300,
                1 << 20,
                5L,
                1L << 20,
                1L << 40,
                1.5f,
                2.5,
                7,
                "text",
                "wide \u4e00",
                new boolean[] {true},
                new byte[] {1},
                new short[] {1},
                new char[] {'a'},
                new int[] {1},
                new long[] {1},
                new float[] {1},
                new double[] {1},
                new String[] {"a"},
                new Object[] {1, "a"},
                new Integer[] {1, 2},
                int.class,
                String[].class,
                new ArrayList<>(List.of(1, 2)),
                new ArrayList<>(List.of("a", 2)),
                Arrays.asList(1L, 2L),
                List.of(1.0, 2.0),
                Stream.of(1, null).toList(),
                new HashMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of("a", 1)),
                new TreeMap<>(Map.of("a", 1)),
                Map.of("a", 1),
                new HashSet<>(Set.of(1)),
                new LinkedHashSet<>(Set.of(1)),
                new TreeSet<>(Set.of(1)),
                Set.of("a"),
                Optional.of(1),
                Optional.empty(),
                OptionalInt.of(1),
                OptionalLong.empty(),
                OptionalDouble.of(1),
                BigInteger.TEN,
                BigDecimal.ONE,
                new UUID(1, 2),
                Duration.ofDays(1),
                Instant.EPOCH,
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDateTime.MIN,
                LocalDateTime.MIN.atOffset(ZoneOffset.UTC),
                Instant.EPOCH.atZone(ZoneId.of("Europe/Berlin")),
                ZoneOffset.UTC,
                ZoneId.of("Europe/Berlin"),
                Path.of("a"),
                Map.entry(1, 2));
    }

    @Test
    void plainDataNeedsNoWordOfTheFilter() {
        for (Object value : plain()) {
            Object arrived = read("com.example.*", value);
            if (value != null && value.getClass().isArray()) {
                assertThat(arrived).hasSameClassAs(value);
            } else {
                assertThat(arrived).isEqualTo(value);
            }
        }
        ArrayList<Object> twice = new ArrayList<>(List.of("x".repeat(100)));
        twice.add(twice.get(0));
        assertThat(read("com.example.*", twice)).isEqualTo(twice);
    }

    @Test
    void theFilterMayRefusePlainDataByItsClass() {
        assertRefused("!java.util.HashMap", new HashMap<>(Map.of(1, 2)), "class=java.util.HashMap");
        assertRefused("!java.math.*", BigDecimal.ONE, "class=java.math.BigDecimal");
        assertRefused("!java.nio.file.Path", Path.of("a"), "class=java.nio.file.Path");
        assertRefused("!*", new ArrayList<>(), "class=java.util.ArrayList");
        assertThat(read("!*", "text")).isEqualTo("text");
        Codec noInts = Codec.filtered(info -> info.serialClass() == int[].class
                ? ObjectInputFilter.Status.REJECTED
                : ObjectInputFilter.Status.UNDECIDED);
        assertThatThrownBy(() -> read(noInts, Travel.bytes(new int[] {1})))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("class=int[]");
    }

    @Test
    void recordsEnumsClassesAndSingletonsMustBeAllowed() {
        Object[] values = {new Point(1, 2), Colour.RED, Bean.class, Shy.INSTANCE, new Point[0], new Bean(1)};
        for (Object value : values) {
            Class<?> type = value instanceof Class<?> literal ? literal : value.getClass();
            String allowed = type.isArray() ? name(Point.class) : name(type);
            assertRefused("com.example.*", value, "refused by the filter", "class=" + allowed);
            Object arrived = read(allowed, value);
            if (value instanceof Bean) {
                assertThat(arrived).isInstanceOf(Bean.class);
            } else {
                assertThat(arrived).isEqualTo(value);
            }
        }
    }

    @Test
    void aPartOfARefusedClassIsRefusedBeforeItIsMade() {
        String points = name(Point.class);
        assertRefused(points, new Point(new Evil(1), 2), "class=" + name(Evil.class));
        assertRefused(points, List.of(1, Optional.of(new Evil(1))), "class=" + name(Evil.class));
        assertRefused(points, new Evil[0], "class=" + name(Evil.class));
        assertRefused(points, new Evil[0][], "class=" + name(Evil.class));
        assertRefused(name(Bean.class), new Bean(new Evil(1)), "class=" + name(Evil.class));
        assertRefused(points, new Date(), "class=java.util.Date");
        assertThat(read("java.util.Date", new Date(1))).isEqualTo(new Date(1));
        Object[] mixed = {
            new Date(1), Path.of("a"), Optional.of(1), LocalDate.EPOCH, BigDecimal.ONE, 1, 'c', new ArrayList<>()
        };
        assertThat((Object[]) read("java.util.Date", mixed)).isEqualTo(mixed);
        assertRefused("java.util.Date", new Object[] {new Date(1), new HashSet<>()}, "class=java.util.HashSet");
    }

    @Test
    void aRecordOnItsWayByJavaSerializationIsAskedForToo() {
        record Quiet(Object more) {}
        Object value = new Quiet(new Date(1));
        assertRefused("java.util.Date", value, "class=" + name(Quiet.class));
        assertThat(read("java.util.Date;" + name(Quiet.class), value)).isEqualTo(value);
    }

    @Test
    void ticketsNeedAWordOfTheirOwnInBothForms() {
        Thing thing = new Thing("a");
        String own = HERE + "*";
        assertRefused("com.example.*", thing, "class=" + name(Lot.class));
        for (Object more : List.of(1, new Date())) {
            Object value = List.of(new Point(thing, 1), more);
            assertRefused(
                    name(Point.class) + ";" + name(Lot.class) + ";java.util.*",
                    value,
                    "would have to allow " + name(Ticket.class),
                    "class=" + name(Lot.class));
            assertThat(read(own + ";java.util.*;" + name(Ticket.class), value)).isEqualTo(value);
        }
    }

    @Test
    void functionsNeedAWordOfTheirOwnInBothForms() throws Exception {
        SerializableCallable<Integer> lambda = () -> 42;
        String here = name(FilteredReaderTest.class);
        String functions = ";java.lang.invoke.SerializedLambda";
        for (Object value : List.of(lambda, new Object[] {lambda, new Date()})) {
            assertRefused(here + ";java.util.Date", value, "would have to allow java.lang.invoke.SerializedLambda");
            assertRefused("java.util.Date" + functions, value, "class=" + here);
            Object arrived = read(here + ";java.util.Date" + functions, value);
            Object made = arrived instanceof Object[] array ? array[0] : arrived;
            assertThat(((SerializableCallable<?>) java.util.Objects.requireNonNull(made)).call())
                    .isEqualTo(42);
        }
    }

    @Test
    void aMethodReferenceCannotReachAClassThatTheOneAroundItDoesNotMention() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeByte(ValueLayout.FUNCTION);
        out.writeCount(0);
        out.writeByte(ValueLayout.BY_METAFACTORY);
        out.writeByte(0);
        out.writeString(name(Bean.class).replace('.', '/'));
        out.writeByte(java.lang.invoke.MethodHandleInfo.REF_invokeStatic);
        String type = "()Ljava/lang/Object;";
        String callable = name(SerializableCallable.class).replace('.', '/');
        for (String name :
                List.of(callable, "call", type, "java/lang/Runtime", "getRuntime", "()Ljava/lang/Runtime;", type)) {
            out.writeString(name);
        }
        out.writeCount(1);
        out.writeString(name(SerializableCallable.class));
        byte[] bytes = Travel.bytes(out);
        assertThat(Travel.over(bytes).read()).as("for peers that are trusted").isInstanceOf(SerializableCallable.class);
        Codec codec = Codec.filtered(
                name(Bean.class) + ";java.lang.invoke.SerializedLambda;" + name(SerializableCallable.class));
        assertThatThrownBy(() -> read(codec, bytes))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("class=java.lang.Runtime");
    }

    @Test
    void aMethodReferenceByJavaSerializationCannotEither() {
        String callable = name(SerializableCallable.class).replace('.', '/');
        String type = "()Ljava/lang/Object;";
        String[] names = {callable, "call", type, "java/lang/Runtime", "getRuntime", "()Ljava/lang/Runtime;", type};
        Object[] none = {};
        Object honest = new LambdaState(Bean.class, SerializableCallable.class, Runtime.class, 6, names, none);
        Object liar = new LambdaState(Bean.class, SerializableCallable.class, Bean.class, 6, names, none);
        String allowed = name(Bean.class) + ";java.util.Date;" + name(SerializableCallable.class);
        Object[] values = {new Object[] {honest, new Date()}, new Object[] {liar, new Date()}};
        assertRefused(allowed + ";java.lang.invoke.SerializedLambda", values[0], "class=java.lang.Runtime");
        assertRefused(allowed + ";java.lang.invoke.SerializedLambda", values[1], "damaged method reference");
        assertRefused(allowed, values[1], "would have to allow java.lang.invoke.SerializedLambda");
    }

    @Test
    void aProxyMustBeAllowedByItsInterfacesAndItsClass() {
        Object proxy = Proxy.newProxyInstance(Travel.LOADER, new Class<?>[] {SerializableCallable.class}, new Loud());
        assertRefused(name(Loud.class), proxy, "class=" + name(SerializableCallable.class));
        assertRefused(
                name(Loud.class) + ";java.lang.reflect.Proxy;" + name(SerializableCallable.class),
                proxy,
                "class=" + name(proxy.getClass()).replaceAll("\\$Proxy.*", ""));
        assertThat(read("*", proxy)).isInstanceOf(SerializableCallable.class);
    }

    @Test
    void throwablesArriveAsTextIfTheirClassIsRefused() {
        ValueWriter out = new ValueWriter(Codec.java());
        RemoteThrowable.write(out, new java.util.MissingResourceException("a", "b", "c"));
        byte[] bytes = Travel.bytes(out);
        Codec codec = Codec.filtered("com.example.*");
        ValueReader in = new ValueReader(codec, Travel.LOADER).over(ByteBuffer.wrap(bytes));
        assertThat(RemoteThrowable.read(in))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("MissingResourceException")
                .hasRootCauseInstanceOf(DecodingException.class);
    }

    /** What would be run if bytes could have it. */
    static final AtomicInteger SPRUNG = new AtomicInteger();

    enum TrapEnum {
        ONE;

        static final int NUMBER = SPRUNG.incrementAndGet();
    }

    record TrapRecord() {
        static final int NUMBER = SPRUNG.incrementAndGet();
    }

    static final class TrapSingleton {
        static final TrapSingleton INSTANCE = new TrapSingleton();

        private TrapSingleton() {
            SPRUNG.incrementAndGet();
        }
    }

    static final class TrapFunction implements SerializableCallable<Integer> {
        private static final long serialVersionUID = 1;
        static final int NUMBER = SPRUNG.incrementAndGet();

        @Override
        public Integer call() {
            return SPRUNG.incrementAndGet();
        }
    }

    /** No function, and nobody has made it to travel. */
    static final class Loose {
        Loose() {
            SPRUNG.incrementAndGet();
        }
    }

    static final class Counting implements SerializableCallable<Integer> {
        private static final long serialVersionUID = 1;

        Counting() {
            SPRUNG.incrementAndGet();
        }

        @Override
        public Integer call() {
            return 1;
        }
    }

    private static byte[] named(String type, byte... before) {
        ValueWriter out = new ValueWriter(Codec.java());
        for (byte each : before) {
            out.writeByte(each);
        }
        out.writeString(type);
        out.writeString("ONE");
        for (int i = 0; i < 40; i++) {
            out.writeByte(0);
        }
        return Travel.bytes(out);
    }

    /** Names of traps, since a literal is no use here, but would not spring them either. */
    @Test
    void nothingOfAClassIsRunBeforeItIsAllowed() {
        for (String trap : List.of("TrapEnum", "TrapRecord", "TrapSingleton", "TrapFunction")) {
            List<byte[]> all = new ArrayList<>();
            for (byte tag : new byte[] {
                ValueLayout.ENUM, ValueLayout.RECORD, ValueLayout.CLASS, ValueLayout.SINGLETON, ValueLayout.OBJECT_ARRAY
            }) {
                all.add(named(HERE + trap, tag, (byte) 0));
            }
            for (byte kind : new byte[] {ValueLayout.BY_CONSTRUCTOR, ValueLayout.BY_OWN_STATE}) {
                all.add(named(HERE + trap, ValueLayout.FUNCTION, (byte) 0, kind));
            }
            for (byte kind : new byte[] {ValueLayout.BY_LAMBDA, ValueLayout.BY_METAFACTORY}) {
                all.add(named((HERE + trap).replace('.', '/'), ValueLayout.FUNCTION, (byte) 0, kind, (byte) 0));
            }
            for (byte[] bytes : all) {
                for (String filter : List.of("", "java.lang.invoke.SerializedLambda", "com.example.*;!*")) {
                    assertThatThrownBy(() -> read(Codec.filtered(filter), bytes))
                            .isInstanceOf(DecodingException.class);
                }
            }
        }
        assertThat(SPRUNG).hasValue(0);
    }

    @Test
    void noConstructorIsRunOfAClassThatIsNoFunctionWithoutState() {
        Codec codec = Codec.filtered(HERE + "*;java.lang.invoke.SerializedLambda");
        int before = SPRUNG.get();
        for (String type : List.of("Loose", "Counting", "Bean", "Shy", "Point")) {
            assertThatThrownBy(() ->
                            read(codec, named(HERE + type, ValueLayout.FUNCTION, (byte) 0, ValueLayout.BY_CONSTRUCTOR)))
                    .isInstanceOf(DecodingException.class)
                    .hasMessageContainingAll("not a function without state", HERE + type);
        }
        assertThat(SPRUNG).hasValue(before);
        assertThat(read(codec, named(HERE + "Stateless", ValueLayout.FUNCTION, (byte) 0, ValueLayout.BY_CONSTRUCTOR)))
                .isInstanceOf(Stateless.class);
    }

    static final class Stateless implements SerializableCallable<Integer> {
        private static final long serialVersionUID = 1;

        @Override
        public Integer call() {
            return 1;
        }
    }

    @Test
    void aFilterByPatternTravelsAndOneThatFailsRefuses() {
        Codec codec = Travel.value(Codec.filtered(name(Point.class)));
        assertThat(read(codec, Travel.bytes(new Point(1, 2)))).isEqualTo(new Point(1, 2));
        assertThatThrownBy(() -> read(codec, Travel.bytes(new Evil(1)))).isInstanceOf(DecodingException.class);
        assertThat(codec.filter()).isPresent();
        assertThat(Codec.java().filter()).isEmpty();
        assertThatThrownBy(() -> Codec.filtered("maxdepth=x")).isInstanceOf(IllegalArgumentException.class);
        Codec failing = Codec.filtered(info -> {
            throw new IllegalStateException("no");
        });
        assertThatThrownBy(() -> read(failing, Travel.bytes(List.of(1))))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("the filter failed");
    }
}

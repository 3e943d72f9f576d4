package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** State travels, not views of it; what is one arrives as one; what would be another thing there is refused. */
@Tag("unit")
class StateOnItsWayTest {
    record Login(String user, String password) {
        @Override
        public String password() {
            return "***";
        }
    }

    record Point(int x, int y) {}

    interface Marker {}

    static final class Counting implements SerializableCallable<String> {
        private static final long serialVersionUID = 1;
        static int made;

        Counting() {
            made++;
        }

        @Override
        public String call() {
            return "called";
        }
    }

    static final class Only implements SerializableCallable<Only> {
        static final Only INSTANCE = new Only();
        private static final long serialVersionUID = 1;

        private Only() {}

        @Override
        public Only call() {
            return this;
        }
    }

    /** Has a lock that guards it. */
    static final class Guarded implements Serializable {
        private static final long serialVersionUID = 1;
        final ReentrantLock lock = new ReentrantLock();
    }

    private static <T> int count(Collection<T> values) {
        return values.size();
    }

    @Test
    void aRecordsFieldsTravelAndNotWhatItsAccessorsGive() {
        Login arrived = Travel.value(new Login("ann", "secret"));
        assertThat(arrived.password).isEqualTo("secret");
        arrived = new LinkedList<>(Travel.value(new LinkedList<>(List.of(new Login("ann", "secret"))))).get(0);
        assertThat(arrived.password).as("by Java serialization").isEqualTo("secret");
    }

    @Test
    void aMethodReferenceIsMadeForTheTypeThatItIsUsedWith() throws Exception {
        SerializableFunction<Double, String> ofDouble = String::valueOf;
        SerializableFunction<List<Integer>, String> ofList = String::valueOf;
        SerializableFunction<List<Integer>, Integer> countOfList = StateOnItsWayTest::count;
        SerializableFunction<Set<Integer>, Integer> countOfSet = StateOnItsWayTest::count;
        for (int i = 0; i < 2; i++) {
            assertThat(Travel.function(ofDouble).apply(1.5)).isEqualTo("1.5");
            assertThat(Travel.function(ofList).apply(List.of(1))).isEqualTo("[1]");
            assertThat(Travel.function(countOfList).apply(List.of(1))).isEqualTo(1);
            assertThat(Travel.function(countOfSet).apply(Set.of(1))).isEqualTo(1);
        }
        LinkedList<SerializableFunction<?, ?>> byJavaSerialization = new LinkedList<>(List.of(ofDouble, ofList));
        @SuppressWarnings("unchecked")
        SerializableFunction<List<Integer>, String> arrived = (SerializableFunction<List<Integer>, String>)
                Travel.value(byJavaSerialization).get(1);
        assertThat(arrived.apply(List.of(1))).isEqualTo("[1]");
        assertThat(Travel.function(Travel.function(ofList)).apply(List.of(2)))
                .as("sent on")
                .isEqualTo("[2]");
    }

    @Test
    void aMethodReferenceKeepsItsMarkers() throws Exception {
        SerializableFunction<String, Integer> plain = String::length;
        SerializableFunction<String, Integer> marked = (SerializableFunction<String, Integer> & Marker) String::length;
        assertThat(Travel.function(plain)).isNotInstanceOf(Marker.class);
        assertThat(Travel.function(marked)).isInstanceOf(Marker.class);
        assertThat(Travel.function(marked).apply("abc")).isEqualTo(3);
        SerializableFunction<String, String> bound = "a"::concat;
        SerializableFunction<String, String> boundAndMarked =
                (SerializableFunction<String, String> & Marker) "b"::concat;
        assertThat(Travel.function(bound).apply("c")).isEqualTo("ac");
        assertThat(Travel.function(boundAndMarked).apply("c")).isEqualTo("bc");
        assertThat(Travel.function(boundAndMarked)).isInstanceOf(Marker.class);
    }

    @Test
    void noConstructorThatDoesAnythingIsCalled() throws Exception {
        Counting function = new Counting();
        int before = Counting.made;
        assertThat(Travel.function(function).call()).isEqualTo("called");
        assertThat(Counting.made).isEqualTo(before);
    }

    @Test
    void theOnlyObjectOfAClassStaysTheOnlyOne() throws Exception {
        assertThat(Travel.function(Only.INSTANCE).call()).isSameAs(Only.INSTANCE);
        assertThat(Travel.value(new LinkedList<>(List.of(Only.INSTANCE))).get(0))
                .isSameAs(Only.INSTANCE);
        assertThat(Travel.value(List.of(Only.INSTANCE)).get(0)).isSameAs(Only.INSTANCE);
    }

    @Test
    void whatIsLargeArrivesOnce() {
        String text = "x".repeat(1000);
        for (Object large : List.of(text, BigInteger.ONE.shiftLeft(9999), new BigDecimal(BigInteger.TEN.pow(999), 3))) {
            List<Object> arrived = Travel.value(new ArrayList<>(Collections.nCopies(1000, large)));
            assertThat(arrived).allMatch(each -> each == arrived.get(0)).contains(large);
            assertThat(Travel.bytes(Collections.nCopies(1000, large).toArray())).hasSizeLessThan(20_000);
        }
        Map<String, String> map = Travel.value(new java.util.HashMap<>(Map.of("a", text, "b", text)));
        assertThat(map.get("a")).isSameAs(map.get("b"));
    }

    @Test
    void aMapInTheOrderOfAccessStaysOne() {
        for (int size = 0; size < 4; size++) {
            for (boolean byAccess : new boolean[] {true, false}) {
                LinkedHashMap<Integer, Integer> map = new LinkedHashMap<>(16, 0.75f, byAccess);
                for (int i = 0; i < size; i++) {
                    map.put(i, i);
                }
                List<Integer> before = new ArrayList<>(map.keySet());
                LinkedHashMap<Integer, Integer> arrived = Travel.value(map);
                assertThat(map.keySet()).containsExactlyElementsOf(before);
                assertThat(arrived.keySet()).containsExactlyElementsOf(before);
                arrived.put(10, 10);
                arrived.put(11, 11);
                arrived.get(10);
                assertThat(new ArrayList<>(arrived.keySet()).indexOf(10) == size + 1)
                        .isEqualTo(byAccess);
            }
        }
    }

    @Test
    void aListOfAStreamAnswersToNullAndAnotherRefusesIt() {
        assertThat(Travel.value(Stream.of(1, 2, 3).toList()).contains(null)).isFalse();
        assertThat(Travel.value(Stream.of(1).toList()).contains(null)).isFalse();
        assertThatThrownBy(() -> Travel.value(List.of(1, 2, 3)).contains(null))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Travel.value(List.of()).contains(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void locksAreRefusedWithTheNameOfTheirSharedTwin() {
        for (Map.Entry<Object, String> each : Map.of(
                        new ReentrantLock(),
                        "SharedReentrantLock",
                        new Semaphore(1),
                        "SharedSemaphore",
                        new CountDownLatch(1),
                        "SharedCountDownLatch",
                        new ReentrantLock().newCondition(),
                        "SharedCondition",
                        new ReentrantReadWriteLock().readLock(),
                        "SharedReadWriteLock",
                        new java.util.concurrent.Phaser(),
                        "SharedBarrier")
                .entrySet()) {
            Object lock = each.getKey();
            SerializableCallable<String> capturing = lock::toString;
            SerializableCallable<String> lambda = () -> lock.toString();
            for (Object value : List.of(
                    lock, List.of(lock), new Object[] {lock}, new LinkedList<>(List.of(Map.of(1, lock))), lambda)) {
                assertThatThrownBy(() -> Travel.value(value))
                        .isInstanceOf(EncodingException.class)
                        .hasMessageContaining(each.getValue())
                        .hasMessageContaining("class=" + lock.getClass().getName());
            }
            for (SerializableCallable<String> function : List.of(capturing, lambda)) {
                assertThatThrownBy(() -> Travel.function(function))
                        .hasMessageContaining(each.getValue())
                        .hasMessageContaining("path=captured[0]");
            }
        }
        assertThat(Travel.value(new Guarded()).lock.tryLock()).isTrue();
        assertThat(Travel.value(new LinkedBlockingQueue<>(List.of(1)))).containsExactly(1);
    }

    @Test
    void recordsTravelInContainersThatOnlyJavaSerializationKnows() {
        Point point = new Point(1, 2);
        LinkedList<Object> list = new LinkedList<>(List.of(point, List.of(point), new Point[] {point}));
        list.add(list);
        LinkedList<Object> arrived = Travel.value(list);
        assertThat(arrived.get(0)).isEqualTo(point).isSameAs(((List<?>) arrived.get(1)).get(0));
        assertThat(((Point[]) arrived.get(2))[0]).isSameAs(arrived.get(0));
        assertThat(arrived.get(3)).isSameAs(arrived);
    }

    @Test
    void whatAFunctionAndItsArgumentHaveInCommonIsSoThere() throws Exception {
        List<Object> shared = new ArrayList<>();
        for (Object beside : List.of("x".repeat(100), new java.util.Date())) {
            SerializableBiFunction<Object, Object, Boolean> both = (one, two) -> one == shared && two == beside;
            ValueWriter out = new ValueWriter(Codec.java());
            FunctionShape shape = FunctionShape.of(both);
            shape.writeDefinition(out);
            out.beginTogether();
            shape.writeState(both, out);
            out.write("one", shared);
            out.write("two", beside);
            out.endTogether();
            ValueReader in = Travel.over(Travel.bytes(out));
            FunctionMaker maker = FunctionShape.readDefinition(in);
            in.beginTogether();
            @SuppressWarnings("unchecked")
            SerializableBiFunction<Object, Object, Boolean> made =
                    (SerializableBiFunction<Object, Object, Boolean>) maker.make(in);
            assertThat(made.apply(in.read(), in.read())).as("beside=%s", beside).isTrue();
            in.endTogether();
        }
    }
}

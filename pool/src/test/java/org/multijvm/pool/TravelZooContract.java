package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import kotlin.Unit;
import kotlin.jvm.functions.Function1;
import org.apache.commons.lang3.tuple.Pair;
import org.apache.commons.lang3.tuple.Triple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.SerializableCallable;

/** Values and functions of all kinds travel as by Java serialization, or differ as the table and the Javadoc of the codec say. */
abstract class TravelZooContract extends PoolContract {
    TravelZooContract(Workplace kind) {
        super(kind);
    }

    static Stream<Exhibit> values() {
        return Exhibit.all().stream();
    }

    static Stream<ZooOfFunctions.Form> functions() {
        return ZooOfFunctions.all().stream();
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesArriveAsByJavaSerialization(Exhibit exhibit) throws Throwable {
        Object value = exhibit.make().get();
        Object copy;
        try {
            copy = JavaTravel.copy(value);
        } catch (java.io.IOException | StackOverflowError e) {
            if (exhibit.differs() == null) {
                assertThatThrownBy(() -> pool.apply(TravelZooContract::same, value))
                        .isInstanceOfAny(EncodingException.class, DecodingException.class);
                return;
            }
            copy = null;
        }
        Object arrived = pool.apply(TravelZooContract::same, value);
        if (exhibit.check() != null) {
            exhibit.check().accept(value, arrived);
            if (exhibit.differs() == null) {
                exhibit.check().accept(value, copy);
            }
        } else {
            assertThat(pool.apply(TravelZooContract::seen, value))
                    .as("in the worker")
                    .isEqualTo(JavaTravel.portrait(copy));
            assertThat(JavaTravel.portrait(arrived)).as("back").isEqualTo(JavaTravel.portrait(JavaTravel.copy(copy)));
            if (value != null) {
                assertThat(arrived.getClass()).isEqualTo(copy.getClass());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesArriveBesideAndInsideOfOthers(Exhibit exhibit) throws Throwable {
        Object value = exhibit.make().get();
        if (exhibit.check() != null || value == null) {
            return;
        }
        Object[] around = {value, new LinkedList<>(List.of(value)), List.of(value, value)};
        byte[] expected;
        try {
            expected = JavaTravel.portrait(JavaTravel.copy(around));
        } catch (java.io.IOException | StackOverflowError e) {
            return;
        }
        assertThat(pool.apply(TravelZooContract::seen, around)).isEqualTo(expected);
        SerializableCallable<byte[]> capturing = () -> JavaTravel.portrait(new Object[] {value, around[1], around[2]});
        assertThat(pool.apply(capturing)).as("captured").isEqualTo(expected);
        byte[] ofTwo = pool.apply((a, b) -> JavaTravel.portrait(new Object[] {a, b[1], b[2]}), value, around);
        if (JavaTravel.canChange(value)) {
            assertThat(ofTwo).as("two arguments").isEqualTo(expected);
        }
    }

    private static byte[] seen(Object value) throws Exception {
        return JavaTravel.portrait(value);
    }

    private static Object same(Object value) {
        return value;
    }

    @ParameterizedTest
    @MethodSource("functions")
    void functionsDoThereWhatTheyDoHere(ZooOfFunctions.Form form) throws Throwable {
        Serializable function = form.function();
        Object expected = form.call().apply(function);
        if (form.differs() == null) {
            Serializable copy = (Serializable) JavaTravel.copy(function);
            assertThat(form.call().apply(copy)).as("by Java serialization").isEqualTo(expected);
        }
        assertThat(pool.apply(ZooOfFunctions.Form::run, form)).as("as a value").isEqualTo(expected);
        assertThat(pool.apply(() -> form.call().apply(function))).as("captured").isEqualTo(expected);
        LinkedList<Object> list = new LinkedList<>(List.of(function));
        if (!ZooOfFunctions.MARKERS.equals(form.differs())) {
            Object inList = pool.apply((call, in) -> call.apply((Serializable) in.get(0)), form.call(), list);
            assertThat(inList).as("by Java serialization").isEqualTo(expected);
        }
        if (function instanceof Callable<?> && function instanceof SerializableCallable<?> callable) {
            assertThat((Object) pool.apply(callable))
                    .as("as the function of a task")
                    .isEqualTo(expected);
        }
        Serializable back = pool.apply(TravelZooContract::sameFunction, function);
        assertThat(form.call().apply(back)).as("as a result").isEqualTo(expected);
    }

    private static Serializable sameFunction(Serializable function) {
        return function;
    }

    @Test
    void whatCapturedValuesArgumentsAndItemsHaveInCommonIsOneThere() throws Exception {
        for (Object one : List.of(new ArrayList<>(List.of(1)), "x".repeat(100), new Date(5), new byte[1])) {
            List<Object> around = new ArrayList<>(List.of(one));
            boolean sameAsArgument = pool.apply(argument -> argument == one, one);
            assertThat(sameAsArgument).isTrue();
            boolean sameInBoth = pool.apply((a, b) -> a == b.get(0) && a == one, one, around);
            assertThat(sameInBoth).isTrue();
            assertThat(pool.apply(() -> one == around.get(0))).isTrue();
            assertThat(pool.starmap(
                            (a, b) -> a == b, List.of(Pair.of(one, one), Pair.of(one, around)), ChunkSize.of(2)))
                    .containsExactly(true, false);
            assertThat(pool.starmap((a, b, c) -> a == b && b == c.get(0), List.of(Triple.of(one, one, around))))
                    .containsExactly(true);
            List<Object> many = new ArrayList<>(Collections.nCopies(50, one));
            Set<Integer> inOneChunk =
                    Set.copyOf(pool.map(item -> System.identityHashCode(item), many, ChunkSize.of(many.size())));
            assertThat(inOneChunk).hasSize(1);
        }
    }

    @Test
    void whatTravelsAloneTravelsInEveryContainerThatDoes() throws Exception {
        ZooOfClasses.Bare record = new ZooOfClasses.Bare(1, List.of());
        List<Object> one = List.of(record);
        Map<String, Object> map = Map.of("a", record);
        for (Collection<Object> container : List.<Collection<Object>>of(
                new ArrayList<>(one),
                new LinkedList<>(one),
                new ArrayDeque<>(one),
                new Vector<>(one),
                new CopyOnWriteArrayList<>(one),
                new CopyOnWriteArraySet<>(one),
                new ConcurrentLinkedQueue<>(one),
                new ConcurrentLinkedDeque<>(one),
                new LinkedBlockingQueue<>(one),
                new ArrayBlockingQueue<>(3, false, one),
                new PriorityQueue<>(one),
                new LinkedHashSet<>(one),
                Collections.unmodifiableList(one),
                Collections.unmodifiableCollection(one),
                Collections.synchronizedList(new ArrayList<>(one)),
                Collections.checkedList(new ArrayList<>(one), Object.class),
                Collections.singletonList(record),
                Collections.singleton(record),
                Collections.nCopies(2, record),
                new HashMap<>(map).values(),
                Collections.unmodifiableMap(map).values(),
                new ConcurrentHashMap<>(map).values(),
                Arrays.asList(record))) {
            boolean inside = pool.apply(arrived -> arrived.iterator().next().equals(record), container);
            assertThat(inside).as(container.getClass().getName()).isTrue();
        }
        for (Map<String, Object> container : List.<Map<String, Object>>of(
                new HashMap<>(map),
                new TreeMap<>(map),
                new Hashtable<>(map),
                new ConcurrentHashMap<>(map),
                new ConcurrentSkipListMap<>(map),
                new LinkedHashMap<>(16, 0.75f, true),
                Collections.synchronizedMap(new HashMap<>(map)),
                Collections.singletonMap("a", record),
                new IdentityHashMap<>(map))) {
            assertThat(pool.apply(TravelZooContract::same, container).toString())
                    .isEqualTo(container.toString());
        }
        for (Object container : List.of(
                Optional.of(record),
                new AtomicReference<>(record),
                Map.entry("a", record),
                Pair.of(1, record),
                Triple.of(1, 2, record),
                new EnumMap<>(Map.of(TimeUnit.DAYS, record)),
                List.of(Optional.of(record)),
                new LinkedList<>(List.of(Optional.of(record), Path.of("a"), new ZooOfClasses.Bare[] {record})))) {
            assertThat(pool.apply(TravelZooContract::same, container).getClass())
                    .isNotNull();
        }
        assertThat(pool.starmap((a, b) -> b, List.of(Pair.of(1, record)))).containsExactly(record);
    }

    @Test
    void kotlinsUnitAndObjectsAndFunctionsTravel() throws Exception {
        assertThat(pool.apply(KotlinShapes::unit, 1)).isSameAs(Unit.INSTANCE);
        assertThat(pool.map(KotlinShapes::unit, List.of(1, 2))).containsExactly(Unit.INSTANCE, Unit.INSTANCE);
        boolean stillOne = pool.apply(unit -> unit == Unit.INSTANCE, Unit.INSTANCE);
        assertThat(stillOne).isTrue();
        assertThat(pool.apply(KotlinShapes.Tasks.INSTANCE::square, 7)).isEqualTo(49);
        assertThat(pool.map(KotlinShapes.Tasks.INSTANCE::square, List.of(1, 2))).containsExactly(1, 4);
        assertThat(pool.apply(KotlinShapes.Tasks.INSTANCE::isTheOnlyOne)).isTrue();
        assertThat(pool.apply(KotlinShapes.Owner.Companion::twice, 7)).isEqualTo(14);
        Function1<Integer, Integer> plus = new KotlinShapes.Plus(3);
        assertThat(pool.apply(plus::invoke, 4)).isEqualTo(7);
        int inLambda = pool.apply(number -> plus.invoke(number), 4);
        assertThat(inLambda).isEqualTo(7);
        Function1<Integer, Integer> byFactory = number -> number + 1;
        assertThatThrownBy(() -> pool.apply(number -> byFactory.invoke(number), 4))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("@JvmSerializableLambda");
    }

    @Test
    void locksAreRefusedWhereverATaskWouldTakeACopyForOne() {
        ReentrantLock lock = new ReentrantLock();
        Semaphore semaphore = new Semaphore(1);
        assertThatThrownBy(() -> pool.applyAsync(() -> lock.tryLock()))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("SharedReentrantLock")
                .hasMessageContaining("path=captured[0]");
        assertThatThrownBy(() -> pool.map(item -> semaphore.tryAcquire(), List.of(1)))
                .hasMessageContaining("SharedSemaphore");
        assertThatThrownBy(() -> pool.apply((a, b) -> b, 1, List.of(lock)))
                .hasMessageContaining("path=arguments[1][0]");
        assertThatThrownBy(() -> pool.apply((SerializableCallable<Object>) ReentrantLock::new))
                .hasMessageContaining("SharedReentrantLock");
    }

    @Test
    void theZooIsLarge() {
        assertThat(Exhibit.all()).hasSizeGreaterThan(150);
        assertThat(Exhibit.all()).extracting(Exhibit::name).doesNotHaveDuplicates();
        assertThat(ZooOfFunctions.all()).hasSizeGreaterThan(59);
    }
}

package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.memory.SharedArray;

/** Dicts, lists, sets, namespaces, values, names, pipelines and objects of a user's types, as a client sees them. */
@Tag("integration")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ManagerTest {
    private Manager manager;

    /** A key that is compared by bytes. */
    record Place(int row, List<String> names, Set<Integer> marks) {}

    /** A key that the server must make to compare it. */
    static final class Tag implements Serializable {
        private static final long serialVersionUID = 1;
        private final String text;

        Tag(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tag tag && tag.text.equalsIgnoreCase(text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(java.util.Locale.ROOT).hashCode();
        }
    }

    /** A type of a user. */
    public interface Counter {
        int add(int count);

        int add(int count, String why);

        Counter child();

        default int twice() {
            return add(0) * 2;
        }

        void fail(String why) throws java.io.IOException;

        List<String> reasons();

        boolean isSame(Counter other);
    }

    static final class CountingCounter implements Counter {
        private final List<String> reasons = new ArrayList<>();
        private int sum;

        @Override
        public synchronized int add(int count) {
            sum += count;
            return sum;
        }

        @Override
        public synchronized int add(int count, String why) {
            reasons.add(why);
            return add(count);
        }

        @Override
        public Counter child() {
            return new CountingCounter();
        }

        @Override
        public void fail(String why) throws java.io.IOException {
            throw new java.io.IOException(why);
        }

        @Override
        public synchronized List<String> reasons() {
            return List.copyOf(reasons);
        }

        @Override
        public boolean isSame(Counter other) {
            return other.add(0) == add(0);
        }

        /** Not of the interface. */
        public void secret() {}
    }

    @BeforeAll
    void start() {
        manager =
                Manager.builder().register(Counter.class, CountingCounter::new).start();
    }

    @AfterAll
    void end() {
        manager.close();
    }

    @Test
    void talksBySharedMemoryOnOneMachine() {
        assertThat(manager.transport()).isEqualTo("shared memory");
    }

    @Test
    void aDictIsAConcurrentMap() {
        ConcurrentMap<String, Integer> dict = manager.dict();
        assertThat(dict.put("a", 1)).isNull();
        assertThat(dict.put("a", 2)).isEqualTo(1);
        assertThat(dict.putIfAbsent("a", 3)).isEqualTo(2);
        assertThat(dict.putIfAbsent("b", 3)).isNull();
        assertThat(dict.get("c")).isNull();
        assertThat(dict.getOrDefault("c", 9)).isEqualTo(9);
        assertThat(dict.containsKey("b")).isTrue();
        assertThat(dict.containsValue(3)).isTrue();
        assertThat(dict.replace("b", 4)).isEqualTo(3);
        assertThat(dict.replace("c", 4)).isNull();
        assertThat(dict.replace("b", 5, 6)).isFalse();
        assertThat(dict.replace("b", 4, 6)).isTrue();
        assertThat(dict.remove("b", 7)).isFalse();
        assertThat(dict.remove("b", 6)).isTrue();
        assertThat(dict.remove("a")).isEqualTo(2);
        assertThat(dict).isEmpty();
        assertThat(dict.computeIfAbsent("x", key -> 5)).isEqualTo(5);
        assertThat(dict.computeIfAbsent("x", key -> 6)).isEqualTo(5);
        assertThat(dict.computeIfPresent("x", (key, old) -> old + 1)).isEqualTo(6);
        assertThat(dict.computeIfPresent("y", (key, old) -> old + 1)).isNull();
        assertThat(dict.compute("x", (key, old) -> null)).isNull();
        assertThat(dict).isEmpty();
        assertThatThrownBy(() -> dict.put("a", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> dict.put(null, 1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aDictComputesHereAndThere() {
        ManagedDict<String, Integer> dict = manager.dict();
        dict.put("a", 1);
        int[] calls = {0};
        BiFunction<String, Integer, Integer> here = (key, old) -> {
            calls[0]++;
            return old + 10;
        };
        assertThat(dict.compute("a", here)).isEqualTo(11);
        assertThat(calls[0]).isEqualTo(1);
        assertThat(dict.compute(
                        "a", (key, old) -> old + (int) ProcessHandle.current().pid()))
                .isNotEqualTo(11 + (int) ProcessHandle.current().pid());
        assertThat(dict.merge("b", 1, Integer::sum)).isEqualTo(1);
        assertThat(dict.merge("b", 2, Integer::sum)).isEqualTo(3);
        assertThat(dict.merge("b", 2, (x, y) -> null)).isNull();
        assertThat(dict.containsKey("b")).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> dict.compute("a", failing(dict)));
        assertThat(dict.put("a", 5)).isNotNull();
        assertThatThrownBy(() -> dict.compute("a", (key, old) -> Math.addExact(old, Integer.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);
        assertThat(dict.get("a")).isEqualTo(5);
    }

    private static BiFunction<String, Integer, Integer> failing(Map<String, Integer> dict) {
        return (key, old) -> dict.put(key, 1);
    }

    @Test
    void aComputationOfOneThreadHoldsUpAnotherOne() throws Exception {
        ManagedDict<String, Integer> dict = manager.dict();
        dict.put("a", 1);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        CompletableFuture<Integer> computed =
                CompletableFuture.supplyAsync(() -> dict.compute("a", waiting(begun, goOn)));
        begun.get(60, TimeUnit.SECONDS);
        assertThat(dict.get("a")).isEqualTo(1);
        CompletableFuture<Integer> put = CompletableFuture.supplyAsync(() -> dict.put("a", 100));
        assertThat(dict.put("other", 1)).isNull();
        goOn.complete(null);
        assertThat(computed.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(put.get(60, TimeUnit.SECONDS)).isIn(2);
        assertThat(dict.get("a")).isEqualTo(100);
    }

    private static BiFunction<String, Integer, Integer> waiting(
            CompletableFuture<Void> begun, CompletableFuture<Void> goOn) {
        return (key, old) -> {
            begun.complete(null);
            goOn.join();
            return old + 1;
        };
    }

    @Test
    void keysAreEqualAsInAHashMap() {
        ManagedDict<Object, Integer> dict = manager.dict();
        List<Object> keys = List.of(
                "text",
                1,
                1L,
                1.0,
                'c',
                true,
                TimeUnit.DAYS,
                new Place(1, List.of("a", "a"), Set.of(1, 2, 3)),
                List.of(1, "x"),
                Map.of("k", List.of(2), "l", List.of()),
                Set.of("p", "q"),
                new Tag("Blue"));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(dict.put(keys.get(i), i)).isNull();
        }
        assertThat(dict.get(
                        new Place(1, new ArrayList<>(List.of("a", new String("a"))), new HashSet<>(List.of(3, 2, 1)))))
                .isEqualTo(7);
        assertThat(dict.get(Arrays.asList(1, "x"))).isEqualTo(8);
        assertThat(dict.get(new LinkedHashMap<>(Map.of("l", new ArrayList<>(), "k", Arrays.asList(2)))))
                .isEqualTo(9);
        assertThat(dict.get(new HashSet<>(List.of("q", "p")))).isEqualTo(10);
        assertThat(dict.get(new Tag("BLUE"))).isEqualTo(11);
        assertThat(dict.get(1.5)).isNull();
        assertThat(dict).hasSize(keys.size());
        assertThat(dict.keySet()).containsExactlyElementsOf(keys);
    }

    @Test
    void iteratesInBlocksWhileOthersChangeIt() {
        ManagedDict<Integer, String> dict = manager.dict();
        Map<Integer, String> all = new LinkedHashMap<>();
        for (int i = 0; i < 2_345; i++) {
            all.put(i, "v" + i);
        }
        dict.putAll(all);
        assertThat(dict.copy()).isEqualTo(all);
        assertThat(dict.getAll(List.of(3, 99_999, 1))).isEqualTo(Map.of(3, "v3", 1, "v1"));
        int seen = 0;
        for (Map.Entry<Integer, String> entry : dict.entrySet()) {
            if (entry.getKey() % 2 == 0) {
                dict.remove(entry.getKey());
            }
            seen++;
        }
        assertThat(seen).isEqualTo(2_345);
        assertThat(dict).hasSize(1_172);
        dict.values().removeIf(value -> value.endsWith("1"));
        assertThat(dict.get(11)).isNull();
        dict.entrySet().iterator().next().setValue("changed");
        assertThat(dict.get(3)).isEqualTo("changed");
        assertThat(dict.keySet().remove(3)).isTrue();
        dict.clear();
        assertThat(dict).isEmpty();
    }

    @Test
    void aChangeThatWouldBeLostIsRefusedAndANestedProxyIsLive() {
        ManagedDict<String, Object> dict = manager.dict();
        dict.put("plain", new ArrayList<>(List.of(new ArrayList<>(List.of(1)))));
        List<?> plain = (List<?>) dict.get("plain");
        assertThatThrownBy(() -> plain.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) plain.get(0)).remove(0)).isInstanceOf(UnsupportedOperationException.class);
        ManagedList<Integer> list = manager.list(List.of(1));
        dict.put("live", list);
        dict.put("deep", Map.of("inside", List.of(list)));
        @SuppressWarnings("unchecked")
        List<Integer> live = (List<Integer>) dict.get("live");
        live.add(2);
        Map<?, ?> deep = (Map<?, ?>) dict.get("deep");
        assertThat(((List<?>) deep.get("inside")).get(0)).isEqualTo(List.of(1, 2));
        assertThat(list).containsExactly(1, 2);
        dict.put("itself", dict);
        assertThat(((Map<?, ?>) dict.get("itself")).containsKey("live")).isTrue();
    }

    @Test
    void aListIsAList() {
        ManagedList<Integer> list = manager.list(List.of(5, 3, 4));
        assertThat(list.add(1)).isTrue();
        list.add(0, 9);
        assertThat(list).containsExactly(9, 5, 3, 4, 1);
        assertThat(list.set(1, 6)).isEqualTo(5);
        assertThat(list.remove(0)).isEqualTo(9);
        list.sort(null);
        assertThat(list.copy()).containsExactly(1, 3, 4, 6);
        list.reverse();
        assertThat(list.slice(1, 3)).containsExactly(4, 3);
        assertThat(list.indexOf(3)).isEqualTo(2);
        assertThat(list.contains(7)).isFalse();
        assertThat(list.remove((Integer) 3)).isTrue();
        assertThat(list.addAll(1, List.of(7, 8))).isTrue();
        assertThat(list).containsExactly(6, 7, 8, 4, 1);
        assertThat(list.removeIf(x -> x > 6)).isTrue();
        list.replaceAll(x -> x * 10);
        assertThat(list).isEqualTo(List.of(60, 40, 10));
        assertThat(list.subList(1, 3)).containsExactly(40, 10);
        assertThatThrownBy(() -> list.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.slice(1, 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list.add(null)).isTrue();
        assertThat(list.indexOf(null)).isEqualTo(3);
        list.clear();
        assertThat(list).isEmpty();
        for (int i = 0; i < 2_500; i++) {
            list.add(i);
        }
        int sum = 0;
        for (int each : list) {
            sum += each;
        }
        assertThat(sum).isEqualTo(2_500 * 2_499 / 2);
    }

    @Test
    void elementsThatAreEqualThoughTheirBytesAreNotAreFound() {
        ManagedList<Object> list = manager.list();
        list.add(new ArrayList<>(List.of(1, 2)));
        assertThat(list.indexOf(List.of(1, 2))).isZero();
        assertThat(list.remove(List.of(1, 2))).isTrue();
        ManagedDict<String, Object> dict = manager.dict();
        dict.put("a", new ArrayList<>(List.of(1, 2)));
        assertThat(dict.replace("a", List.of(1, 2), "b")).isTrue();
        assertThat(dict.remove("a", "c")).isFalse();
    }

    @Test
    void anArrayKeepsItsLength() {
        ManagedList<Integer> array = manager.array(List.of(1, 2, 3));
        array.set(1, 5);
        array.replaceAll(x -> x + 1);
        assertThat(array).containsExactly(2, 6, 4);
        assertThatThrownBy(() -> array.add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(array::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aSetIsASet() {
        ManagedSet<String> set = manager.set();
        assertThat(set.add("a")).isTrue();
        assertThat(set.add("a")).isFalse();
        assertThat(set.addAll(List.of("a", "b"))).isTrue();
        assertThat(set.addAll(List.of("a", "b"))).isFalse();
        assertThat(set).containsExactly("a", "b").isEqualTo(Set.of("b", "a"));
        assertThat(set.remove("a")).isTrue();
        assertThat(set.remove("a")).isFalse();
        assertThat(set.copy()).isEqualTo(Set.of("b"));
    }

    @Test
    void aNamespaceHasNames() {
        Namespace names = manager.namespace();
        names.set("b", 2);
        names.set("a", null);
        names.set("_own", 3);
        assertThat(names.get("b", Integer.class)).isEqualTo(2);
        assertThat(names.get("a")).isNull();
        assertThat(names.get("_own")).isEqualTo(3);
        assertThat(names.names()).containsExactly("a", "b");
        assertThat(names).hasToString("Namespace(a=null, b=2)");
        names.delete("b");
        assertThat(names.has("b")).isFalse();
        assertThatThrownBy(() -> names.get("b"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("name=b");
        assertThatThrownBy(() -> names.delete("b")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aValueIsSetAndCompared() {
        RemoteValue<List<Integer>> value = manager.value(List.of(1));
        assertThat(value.compareAndSet(new ArrayList<>(List.of(1)), List.of(2))).isTrue();
        assertThat(value.compareAndSet(List.of(1), List.of(3))).isFalse();
        assertThat(value.getAndSet(List.of(4))).isEqualTo(List.of(2));
        assertThat(value.updateAndGet(old -> List.of(old.get(0) + 1))).isEqualTo(List.of(5));
        assertThat(value.getAndUpdate(old -> null)).isEqualTo(List.of(5));
        assertThat(value.get()).isNull();
    }

    @Test
    void namesAreFoundUntilTheyAreForgotten() {
        ManagedDict<String, Integer> dict = manager.dict("jobs");
        dict.put("a", 1);
        assertThat(manager.<String, Integer>dict("jobs").get("a")).isEqualTo(1);
        assertThat(manager.names()).contains("jobs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager.list("jobs"))
                .withMessageContaining("kind=DICT");
        assertThat(manager.forget("jobs")).isTrue();
        assertThat(manager.forget("jobs")).isFalse();
        assertThat(manager.dict("jobs")).isEmpty();
        assertThat(dict.get("a")).isEqualTo(1);
        manager.forget("jobs");
        assertThat(manager.inspect().clients()).isPositive();
    }

    @Test
    void aPipelineSendsCallsTogetherAndEachHasItsOwnEnd() throws Exception {
        ManagedDict<Integer, String> dict = manager.dict();
        ManagedList<Integer> list = manager.list();
        List<CompletableFuture<String>> puts = new ArrayList<>();
        CompletableFuture<Integer> bad;
        try (Pipeline pipeline = manager.pipeline()) {
            for (int i = 0; i < 2_500; i++) {
                int key = i % 100;
                String value = "v" + i;
                puts.add(pipeline.add(() -> dict.put(key, value)));
            }
            bad = pipeline.add(() -> list.get(7));
            assertThatIllegalStateException().isThrownBy(() -> pipeline.add(() -> dict.copy()));
            assertThatIllegalStateException().isThrownBy(() -> pipeline.add(() -> 1));
        }
        assertThat(puts.get(0).join()).isNull();
        assertThat(puts.get(2_499).join()).isEqualTo("v2399");
        assertThatThrownBy(bad::join).hasCauseInstanceOf(IndexOutOfBoundsException.class);
        assertThat(dict).hasSize(100);
    }

    @Test
    void aUsersTypeIsCalledByItsInterface() throws Exception {
        Counter counter = manager.create(Counter.class);
        assertThat(counter.add(2)).isEqualTo(2);
        assertThat(counter.add(3, "more")).isEqualTo(5);
        assertThat(counter.twice()).isEqualTo(10);
        assertThat(counter.reasons()).containsExactly("more");
        Counter child = counter.child();
        assertThat(child.add(1)).isEqualTo(1);
        assertThat(counter.add(0)).isEqualTo(5);
        assertThat(counter.isSame(child)).isFalse();
        assertThat(counter).isNotEqualTo(child);
        assertThatThrownBy(() -> counter.fail("disk"))
                .isInstanceOf(java.io.IOException.class)
                .hasMessage("disk")
                .satisfies(e -> assertThat(e.getStackTrace())
                        .anyMatch(frame -> frame.getClassName().contains("CountingCounter")));
        Counter named = manager.create(Counter.class, "counter");
        named.add(7);
        assertThat(manager.create(Counter.class, "counter")).isEqualTo(named).hasSameHashCodeAs(named);
        assertThat(manager.create(Counter.class, "counter").add(0)).isEqualTo(7);
        assertThatIllegalArgumentException().isThrownBy(() -> manager.create(Runnable.class));
        ManagedDict<String, Counter> dict = manager.dict();
        dict.put("c", counter);
        assertThat(Objects.requireNonNull(dict.get("c")).add(1)).isEqualTo(6);
    }

    @Test
    void sharedMemoryAndOtherManagersStayOutside() {
        ManagedDict<String, Object> dict = manager.dict();
        try (var array = SharedArray.ofInts(1, 2);
                Manager other = Manager.start()) {
            assertThatThrownBy(() -> dict.put("a", array)).hasMessageContaining("shared memory");
            assertThatThrownBy(() -> dict.put("a", other.dict())).hasStackTraceContaining("another one");
        }
        assertThatThrownBy(() -> dict.put("a", new Object())).isInstanceOf(org.multijvm.codec.EncodingException.class);
        assertThat(dict).isEmpty();
    }

    @Test
    void isClosedOnceAndForAll() {
        Manager closed = Manager.start();
        ManagedDict<String, Integer> dict = closed.dict();
        dict.put("a", 1);
        ManagedDict<String, Integer> handle = closed.dict();
        handle.close();
        assertThatIllegalStateException().isThrownBy(() -> handle.get("a"));
        closed.close();
        closed.close();
        assertThatThrownBy(() -> dict.get("a")).isInstanceOf(ManagerGoneException.class);
        assertThatThrownBy(closed::dict).isInstanceOf(ManagerGoneException.class);
        assertThat(closed.isGone()).isTrue();
    }

    @Test
    void waitsForItsEnd() throws Exception {
        try (Manager waiting = Manager.start()) {
            assertThat(waiting.join(Duration.ZERO)).isFalse();
            waiting.shutdown();
            assertThat(waiting.join(Duration.ofMinutes(1))).isTrue();
        }
    }
}

package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.ManagedList;
import org.multijvm.manager.ManagedSet;
import org.multijvm.manager.Namespace;
import org.multijvm.manager.RemoteValue;

/** The collections, values and names of a cluster, used by two programs. */
@Tag("integration")
@Timeout(120)
class ClusterManagerTest extends TwoPrograms {
    @Test
    void aDictIsAConcurrentMapThatBothProgramsSee() {
        ManagedDict<String, Integer> dict = one.dict("map");
        ManagedDict<String, Integer> same = other.dict("map");
        assertThat(dict.put("a", 1)).isNull();
        assertThat(same.put("a", 2)).isEqualTo(1);
        assertThat(dict.putIfAbsent("a", 3)).isEqualTo(2);
        assertThat(same.putIfAbsent("b", 3)).isNull();
        assertThat(dict.get("c")).isNull();
        assertThat(dict.getOrDefault("c", 9)).isEqualTo(9);
        assertThat(dict.containsKey("b")).isTrue();
        assertThat(dict.containsValue(3)).isTrue();
        assertThat(dict.replace("b", 4)).isEqualTo(3);
        assertThat(dict.replace("c", 4)).isNull();
        assertThat(dict.replace("b", 5, 6)).isFalse();
        assertThat(dict.replace("b", 4, 6)).isTrue();
        assertThat(dict.remove("b", 7)).isFalse();
        assertThat(same.remove("b", 6)).isTrue();
        assertThat(same.remove("a")).isEqualTo(2);
        assertThat(dict).isEmpty();
        assertThat(dict.computeIfAbsent("x", key -> 5)).isEqualTo(5);
        assertThat(dict.computeIfAbsent("x", key -> 6)).isEqualTo(5);
        assertThat(dict.computeIfPresent("x", (key, old) -> old + 1)).isEqualTo(6);
        assertThat(dict.computeIfPresent("y", (key, old) -> old + 1)).isNull();
        assertThat(dict.compute("x", (key, old) -> null)).isNull();
        assertThat(dict.merge("m", 1, Integer::sum)).isEqualTo(1);
        assertThat(same.merge("m", 2, Integer::sum)).isEqualTo(3);
        assertThat(dict.merge("m", 2, (x, y) -> null)).isNull();
        assertThat(dict).isEmpty();
        BiFunction<String, Integer, Integer> failing = (key, old) -> Math.addExact(old, Integer.MAX_VALUE);
        dict.put("a", 5);
        assertThatThrownBy(() -> dict.compute("a", failing)).isInstanceOf(ArithmeticException.class);
        assertThat(dict).containsExactly(Map.entry("a", 5)).isEqualTo(same);
        assertThatThrownBy(() -> dict.put("a", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> dict.put(null, 1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void manyThatCountInOneDictLoseNothing() throws Exception {
        List<CompletableFuture<Boolean>> counting = new ArrayList<>();
        for (ClusterManager each : List.of(one, other, one, other)) {
            ManagedDict<String, Integer> dict = each.dict("counts");
            counting.add(soon(() -> {
                for (int i = 0; i < 50; i++) {
                    dict.merge("all", 1, Integer::sum);
                }
                return true;
            }));
        }
        for (CompletableFuture<Boolean> each : counting) {
            get(each);
        }
        assertThat(one.<String, Integer>dict("counts").get("all")).isEqualTo(200);
    }

    @Test
    void keysAreEqualAsInAHashMapAndMembersNeedNoClassOfThem() {
        ManagedDict<Object, Object> dict = one.dict("keys");
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
                Set.of("p", "q"));
        for (int i = 0; i < keys.size(); i++) {
            assertThat(dict.put(keys.get(i), i)).isNull();
        }
        ManagedDict<Object, Object> same = other.dict("keys");
        assertThat(same.get(
                        new Place(1, new ArrayList<>(List.of("a", new String("a"))), new HashSet<>(List.of(3, 2, 1)))))
                .isEqualTo(7);
        assertThat(same.get(Arrays.asList(1, "x"))).isEqualTo(8);
        assertThat(same.get(new LinkedHashMap<>(Map.of("l", new ArrayList<>(), "k", Arrays.asList(2)))))
                .isEqualTo(9);
        assertThat(same.get(1.5)).isNull();
        assertThat(same.keySet()).containsExactlyInAnyOrderElementsOf(keys);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> dict.put(new StringBuilder("x"), 1))
                .withMessageContaining("compared by bytes");
        Place place = new Place(2, List.of("v"), Set.of());
        dict.put("value", place);
        assertThat(same.get("value")).isEqualTo(place);
    }

    @Test
    void aDictIsIteratedInBlocksWhileOthersChangeIt() {
        ManagedDict<Integer, String> dict = one.dict("large");
        Map<Integer, String> all = new LinkedHashMap<>();
        for (int i = 0; i < 1_234; i++) {
            all.put(i, "v" + i);
        }
        dict.putAll(all);
        assertThat(other.<Integer, String>dict("large").copy()).isEqualTo(all);
        assertThat(dict.getAll(List.of(3, 99_999, 1))).containsExactly(Map.entry(3, "v3"), Map.entry(1, "v1"));
        int seen = 0;
        for (Map.Entry<Integer, String> entry : dict.entrySet()) {
            if (entry.getKey() % 100 == 0) {
                dict.remove(entry.getKey());
            }
            seen++;
        }
        assertThat(seen).isBetween(1_221, 1_234);
        assertThat(dict).hasSize(1_221);
        dict.values().removeIf(value -> value.endsWith("99"));
        assertThat(dict.get(199)).isNull();
        dict.entrySet().iterator().next().setValue("changed");
        assertThat(dict.containsValue("changed")).isTrue();
        dict.clear();
        assertThat(dict).isEmpty();
    }

    @Test
    void aChangeThatWouldBeLostIsRefusedAndSoIsWhatIsBoundToAMachine() {
        ManagedDict<String, Object> dict = one.dict("refusals");
        dict.put("plain", new ArrayList<>(List.of(new ArrayList<>(List.of(1)))));
        List<?> plain = (List<?>) dict.get("plain");
        assertThatThrownBy(() -> plain.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) plain.get(0)).remove(0)).isInstanceOf(UnsupportedOperationException.class);
        try (var array = SharedArray.ofInts(1, 2)) {
            assertThatThrownBy(() -> dict.put("a", array)).hasMessageContaining("shared memory");
        }
        assertThatThrownBy(() -> dict.put("itself", dict)).hasStackTraceContaining("find it by its name");
        assertThat(dict).containsOnlyKeys("plain");
        dict.close();
        assertThatIllegalStateException().isThrownBy(() -> dict.get("plain"));
    }

    @Test
    void aSetIsASet() {
        ManagedSet<String> set = one.set("set");
        assertThat(set.add("a")).isTrue();
        assertThat(other.<String>set("set").add("a")).isFalse();
        assertThat(set.addAll(List.of("a", "b"))).isTrue();
        assertThat(set.addAll(List.of("a", "b"))).isFalse();
        assertThat(set).isEqualTo(Set.of("b", "a"));
        assertThat(set.remove("a")).isTrue();
        assertThat(set.remove("a")).isFalse();
        assertThat(set.copy()).isEqualTo(Set.of("b"));
    }

    @Test
    void aListIsAListAndAnArrayKeepsItsLength() {
        ManagedList<Integer> list = one.list("list");
        list.addAll(List.of(5, 3, 4));
        assertThat(list.add(1)).isTrue();
        list.add(0, 9);
        assertThat(other.<Integer>list("list")).containsExactly(9, 5, 3, 4, 1);
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
        list.iterator().forEachRemaining(x -> assertThat(x).isPositive());
        assertThatThrownBy(() -> list.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.slice(1, 9)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(list.add(null)).isTrue();
        assertThat(list.indexOf(null)).isEqualTo(3);
        list.clear();
        assertThat(list).isEmpty();

        ManagedList<Integer> array = one.array("array", List.of(1, 2, 3));
        array.set(1, 5);
        array.replaceAll(x -> x + 1);
        assertThat(other.array("array", List.of())).containsExactly(2, 6, 4);
        assertThatThrownBy(() -> array.add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(array::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aNamespaceHasNames() {
        Namespace names = one.namespace("namespace");
        names.set("b", 2);
        names.set("a", null);
        names.set("_own", 3);
        assertThat(other.namespace("namespace").get("b", Integer.class)).isEqualTo(2);
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
    void aValueIsSetAndComparedAndComputedByOneAtATime() throws Exception {
        RemoteValue<List<Integer>> value = one.value("value", List.of(1));
        assertThat(other.value("value", List.of(9)).get()).isEqualTo(List.of(1));
        assertThat(value.compareAndSet(new ArrayList<>(List.of(1)), List.of(2))).isTrue();
        assertThat(value.compareAndSet(List.of(1), List.of(3))).isFalse();
        assertThat(value.getAndSet(List.of(4))).isEqualTo(List.of(2));
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        CompletableFuture<List<Integer>> computed = soon(() -> value.updateAndGet(old -> {
            begun.complete(null);
            goOn.join();
            return List.of(old.get(0) + 1);
        }));
        get(begun);
        RemoteValue<List<Integer>> same = other.value("value", List.of());
        CompletableFuture<List<Integer>> after = soon(() -> same.getAndSet(List.of(10)));
        assertThat(same.get()).isEqualTo(List.of(4));
        goOn.complete(null);
        assertThat(get(computed)).isEqualTo(List.of(5));
        assertThat(get(after)).isEqualTo(List.of(5));
        assertThat(value.getAndUpdate(old -> null)).isEqualTo(List.of(10));
        assertThat(value.get()).isNull();
    }

    @Test
    void namesAreFoundUntilTheyAreForgotten() {
        ManagedDict<String, Integer> dict = one.dict("jobs");
        dict.put("a", 1);
        assertThat(other.<String, Integer>dict("jobs").get("a")).isEqualTo(1);
        assertThat(other.names()).contains("jobs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> other.list("jobs"))
                .withMessageContaining("kind=DICT");
        assertThat(other.forget("jobs")).isTrue();
        assertThat(one.forget("jobs")).isFalse();
        assertThat(one.dict("jobs")).isEmpty();
        ShutdownQueue<String> queue = one.queue("forgotten");
        queue.add("x");
        assertThat(other.forget("forgotten")).isTrue();
        assertThat(one.<String>queue("forgotten")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> one.lock(""));
    }
}

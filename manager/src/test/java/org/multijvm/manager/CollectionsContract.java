package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.memory.SharedArray;

/** What dicts, sets, lists, namespaces, values and names promise that two programs share, whoever keeps them. */
abstract class CollectionsContract extends ObjectsContract {
    CollectionsContract(ObjectPlace place) {
        super(place);
    }

    /** A key that is compared by bytes. */
    record Place(int row, List<String> names, Set<Integer> marks) implements Serializable {}

    /** A key that must be made to compare it. */
    static final class Label implements Serializable {
        private static final long serialVersionUID = 1;
        private final String text;

        Label(String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object that) {
            return that instanceof Label label && label.text.equalsIgnoreCase(text);
        }

        @Override
        public int hashCode() {
            return text.toLowerCase(Locale.ROOT).hashCode();
        }
    }

    @Test
    void aDictIsAConcurrentMap() {
        ManagedDict<String, Integer> dict = one.dict(name);
        ManagedDict<String, Integer> same = other.dict(name);
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
        assertThatThrownBy(() -> dict.put("a", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> dict.put(null, 1)).isInstanceOf(NullPointerException.class);
        dict.close();
        assertThatIllegalStateException().isThrownBy(() -> dict.get("a"));
        assertThat(same).isEmpty();
    }

    @Test
    void aDictComputes() {
        ManagedDict<String, Integer> dict = one.dict(name);
        assertThat(dict.computeIfAbsent("x", key -> 5)).isEqualTo(5);
        assertThat(dict.computeIfAbsent("x", key -> 6)).isEqualTo(5);
        assertThat(dict.computeIfPresent("x", (key, old) -> old + 1)).isEqualTo(6);
        assertThat(dict.computeIfPresent("y", (key, old) -> old + 1)).isNull();
        assertThat(dict.compute("x", (key, old) -> null)).isNull();
        assertThat(dict.merge("m", 1, Integer::sum)).isEqualTo(1);
        assertThat(other.<String, Integer>dict(name).merge("m", 2, Integer::sum))
                .isEqualTo(3);
        assertThat(dict.merge("m", 2, (x, y) -> null)).isNull();
        assertThat(dict).isEmpty();
        dict.put("a", 5);
        BiFunction<String, Integer, Integer> failing = (key, old) -> Math.addExact(old, Integer.MAX_VALUE);
        assertThatThrownBy(() -> dict.compute("a", failing)).isInstanceOf(ArithmeticException.class);
        assertThat(dict).containsExactly(Map.entry("a", 5)).isEqualTo(other.dict(name));
    }

    @Test
    void manyThatCountInOneDictLoseNothing() throws Exception {
        List<Soon<Boolean>> counting = new ArrayList<>();
        for (ObjectClient each : List.of(one, other, one, other)) {
            ManagedDict<String, Integer> dict = each.dict(name);
            counting.add(soon(() -> {
                for (int i = 0; i < 50; i++) {
                    dict.merge("all", 1, Integer::sum);
                }
                return true;
            }));
        }
        for (Soon<Boolean> each : counting) {
            assertThat(each.get()).isTrue();
        }
        assertThat(one.<String, Integer>dict(name).get("all")).isEqualTo(200);
    }

    @Test
    void keysAreEqualAsInAHashMap() {
        ManagedDict<Object, Integer> dict = one.dict(name);
        List<Object> keys = new ArrayList<>(List.of(
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
                Set.of("p", "q")));
        if (place.comparesByEquals()) {
            keys.add(new Label("Blue"));
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> dict.put(new Label("Blue"), 11))
                    .withMessageContaining("compared by bytes");
        }
        for (int i = 0; i < keys.size(); i++) {
            assertThat(dict.put(keys.get(i), i)).isNull();
        }
        ManagedDict<Object, Integer> same = other.dict(name);
        assertThat(same.get(
                        new Place(1, new ArrayList<>(List.of("a", new String("a"))), new HashSet<>(List.of(3, 2, 1)))))
                .isEqualTo(7);
        assertThat(same.get(Arrays.asList(1, "x"))).isEqualTo(8);
        assertThat(same.get(new LinkedHashMap<>(Map.of("l", new ArrayList<>(), "k", Arrays.asList(2)))))
                .isEqualTo(9);
        assertThat(same.get(new HashSet<>(List.of("q", "p")))).isEqualTo(10);
        if (place.comparesByEquals()) {
            assertThat(same.get(new Label("BLUE"))).isEqualTo(11);
        }
        assertThat(same.get(1.5)).isNull();
        assertThat(same).hasSize(keys.size());
        assertThat(same.keySet()).containsExactlyInAnyOrderElementsOf(keys);
        if (place.keepsOrder()) {
            assertThat(same.keySet()).containsExactlyElementsOf(keys);
        }
    }

    @Test
    void aDictIsIteratedInBlocksWhileOthersChangeIt() {
        ManagedDict<Integer, String> dict = one.dict(name);
        Map<Integer, String> all =
                IntStream.range(0, 1_234).boxed().collect(Collectors.toMap(i -> i, i -> "v" + i, (x, y) -> x));
        dict.putAll(all);
        ManagedDict<Integer, String> same = other.dict(name);
        assertThat(same.copy()).isEqualTo(all);
        assertThat(dict.getAll(List.of(3, 99_999, 1))).isEqualTo(Map.of(3, "v3", 1, "v1"));
        int seen = 0;
        for (Map.Entry<Integer, String> entry : dict.entrySet()) {
            if (entry.getKey() % 100 == 0) {
                same.remove(entry.getKey());
            }
            seen++;
        }
        assertThat(seen).isBetween(1_234 - (place.keepsOrder() ? 0 : 13), 1_234);
        assertThat(dict).hasSize(1_221);
        dict.values().removeIf(value -> value.endsWith("99"));
        assertThat(dict.get(199)).isNull();
        dict.entrySet().iterator().next().setValue("changed");
        assertThat(dict.containsValue("changed")).isTrue();
        assertThat(dict.keySet().remove(3)).isTrue();
        assertThat(same.containsKey(3)).isFalse();
        dict.clear();
        assertThat(same).isEmpty();
    }

    @Test
    void aChangeThatWouldBeLostIsRefusedAndSoIsWhatIsBoundToAMachine() {
        ManagedDict<String, Object> dict = one.dict(name);
        dict.put("plain", new ArrayList<>(List.of(new ArrayList<>(List.of(1)))));
        List<?> plain = (List<?>) dict.get("plain");
        assertThatThrownBy(() -> plain.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) plain.get(0)).remove(0)).isInstanceOf(UnsupportedOperationException.class);
        try (var array = SharedArray.ofInts(1, 2)) {
            assertThatThrownBy(() -> dict.put("a", array)).hasMessageContaining("shared memory");
        }
        assertThatThrownBy(() -> dict.put("a", new Object())).isInstanceOf(org.multijvm.codec.EncodingException.class);
        assertThat(dict).containsOnlyKeys("plain");
    }

    @Test
    void whatIsEqualIsFoundThoughItsBytesAreOthers() {
        ManagedList<Object> list = one.list(name);
        list.add(new ArrayList<>(List.of(1, 2)));
        assertThat(list.indexOf(List.of(1, 2))).isZero();
        assertThat(list.remove(List.of(1, 2))).isTrue();
        ManagedDict<String, Object> dict = one.dict(name + " dict");
        dict.put("a", new ArrayList<>(List.of(1, 2)));
        assertThat(dict.replace("a", List.of(1, 2), "b")).isTrue();
        assertThat(dict.remove("a", "c")).isFalse();
    }

    @Test
    void aSetIsASet() {
        ManagedSet<String> set = one.set(name);
        assertThat(set.add("a")).isTrue();
        assertThat(other.<String>set(name).add("a")).isFalse();
        assertThat(set.addAll(List.of("a", "b"))).isTrue();
        assertThat(set.addAll(List.of("a", "b"))).isFalse();
        assertThat(set).isEqualTo(Set.of("b", "a"));
        if (place.keepsOrder()) {
            assertThat(set).containsExactly("a", "b");
        }
        assertThat(set.remove("a")).isTrue();
        assertThat(set.remove("a")).isFalse();
        assertThat(set.copy()).isEqualTo(Set.of("b"));
    }

    @Test
    void aListIsAList() {
        ManagedList<Integer> list = one.list(name);
        list.addAll(List.of(5, 3, 4));
        assertThat(list.add(1)).isTrue();
        list.add(0, 9);
        assertThat(other.<Integer>list(name)).containsExactly(9, 5, 3, 4, 1);
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
        list.addAll(IntStream.range(0, 2_500).boxed().collect(Collectors.toList()));
        int sum = 0;
        for (int each : other.<Integer>list(name)) {
            sum += each;
        }
        assertThat(sum).isEqualTo(2_500 * 2_499 / 2);
    }

    @Test
    void anArrayKeepsItsLength() {
        ManagedList<Integer> array = one.array(name, List.of(1, 2, 3));
        array.set(1, 5);
        array.replaceAll(x -> x + 1);
        assertThat(other.array(name, List.of())).containsExactly(2, 6, 4);
        assertThatThrownBy(() -> array.add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(array::clear).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aNamespaceHasNames() {
        Namespace names = one.namespace(name);
        names.set("b", 2);
        names.set("a", null);
        names.set("_own", 3);
        assertThat(other.namespace(name).get("b", Integer.class)).isEqualTo(2);
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
        RemoteValue<List<Integer>> value = one.value(name, List.of(1));
        assertThat(other.value(name, List.of(9)).get()).isEqualTo(List.of(1));
        assertThat(value.compareAndSet(new ArrayList<>(List.of(1)), List.of(2))).isTrue();
        assertThat(value.compareAndSet(List.of(1), List.of(3))).isFalse();
        assertThat(value.getAndSet(List.of(4))).isEqualTo(List.of(2));
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> goOn = new CompletableFuture<>();
        Soon<List<Integer>> computed = soon(() -> value.updateAndGet(old -> {
            begun.complete(null);
            goOn.join();
            return List.of(old.get(0) + 1);
        }));
        begun.get(LONG_SECONDS, TimeUnit.SECONDS);
        RemoteValue<List<Integer>> same = other.value(name, List.of());
        Soon<List<Integer>> after = soon(() -> same.getAndSet(List.of(10)));
        assertThat(same.get()).isEqualTo(List.of(4));
        goOn.complete(null);
        assertThat(computed.get()).isEqualTo(List.of(5));
        assertThat(after.get()).isEqualTo(List.of(5));
        assertThat(value.getAndUpdate(old -> null)).isEqualTo(List.of(10));
        assertThat(value.get()).isNull();
    }

    @Test
    void namesAreFoundUntilTheyAreForgotten() {
        ManagedDict<String, Integer> dict = one.dict(name);
        dict.put("a", 1);
        assertThat(other.<String, Integer>dict(name).get("a")).isEqualTo(1);
        assertThat(other.names()).contains(name);
        assertThatIllegalArgumentException().isThrownBy(() -> other.list(name)).withMessageContaining("kind=DICT");
        assertThat(other.forget(name)).isTrue();
        assertThat(one.forget(name)).isFalse();
        assertThat(one.names()).doesNotContain(name);
        assertThat(one.dict(name)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> one.lock(""));
    }
}

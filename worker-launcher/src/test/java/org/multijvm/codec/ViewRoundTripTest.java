package org.multijvm.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not serializable and travels all the same: alone, inside of data, and inside of what Java serialization takes. */
@Tag("unit")
class ViewRoundTripTest {
    /** Has no tagged form, so that all of it goes through Java serialization. */
    @SuppressWarnings("serial") // that what it holds is not serializable is the point
    static final class Holder implements Serializable {
        private static final long serialVersionUID = 1;
        final Object held;

        Holder(Object held) {
            this.held = held;
        }
    }

    static Stream<Object> equalCopies() {
        List<Integer> numbers = List.of(1, 2, 3, 4, 5);
        return Stream.of(
                Path.of("relative", "grün", "file.txt"),
                Path.of("/tmp/../x").toAbsolutePath(),
                Path.of(""),
                numbers.subList(1, 3),
                new ArrayList<>(numbers).subList(1, 3),
                new LinkedList<>(numbers).subList(1, 3),
                Arrays.asList("a", null, "c").subList(0, 2),
                new HashMap<>(Map.of("a", 1)).keySet(),
                new LinkedHashMap<>(Map.of("a", 1)).keySet(),
                new TreeMap<>(Map.of("a", 1, "b", 2)).keySet(),
                new HashMap<>(Map.of("a", 1)).entrySet(),
                new LinkedHashMap<>(Map.of("a", 1)).entrySet(),
                new TreeMap<>(Map.of("a", 1)).entrySet());
    }

    static Stream<Map.Entry<String, Object>> entries() {
        Map<String, Object> nothing = Collections.singletonMap("nothing", null);
        return Stream.of(
                Map.entry("k", List.of(1)),
                first(new HashMap<>(nothing)),
                first(new LinkedHashMap<>(nothing)),
                first(new TreeMap<>(nothing)),
                first(new ConcurrentHashMap<>(Map.of("k", "v"))),
                first(Collections.unmodifiableMap(nothing)),
                first(Map.of("k", "v")),
                new SimpleImmutableEntry<>("k", null));
    }

    private static <K, V> Map.Entry<K, V> first(Map<K, V> map) {
        return map.entrySet().iterator().next();
    }

    @ParameterizedTest
    @MethodSource({"equalCopies", "entries"})
    void arrivesAsAnEqualCopy(Object value) {
        assertThat(Travel.value(value)).isEqualTo(value);
        assertThat(Travel.value(Map.of("k", List.of(value)))).isEqualTo(Map.of("k", List.of(value)));
        assertThat(Travel.value(new Holder(value)).held).isEqualTo(value);
    }

    @Test
    void theValuesOfAMapArriveInTheirOrder() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", 2);
        Collection<Integer> values = map.values();
        assertThat(Travel.value((Object) values)).isEqualTo(List.of(1, 2));
        assertThat(Travel.value((Object) new TreeMap<>(map).values())).isEqualTo(List.of(2, 1));
        assertThat(Travel.value(new Holder(new HashMap<>(map).values())).held)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void theKeysOfASortedMapKeepItsOrder() {
        TreeMap<String, Integer> backwards = new TreeMap<>(Collections.reverseOrder());
        backwards.putAll(Map.of("a", 1, "b", 2));
        assertThat(new ArrayList<>(Travel.value(backwards.keySet()))).containsExactly("b", "a");
    }

    @Test
    void anEntryInACircleEnds() {
        List<Object> list = new ArrayList<>();
        list.add(new SimpleImmutableEntry<>("list", list));
        List<Object> arrived = Travel.value(list);
        assertThat(((Map.Entry<?, ?>) arrived.get(0)).getValue()).isSameAs(arrived);
    }

    @Test
    void aPathOfAnotherFileSystemIsRefused() {
        Path inRuntime = Path.of(java.net.URI.create("jrt:/java.base"));
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Travel.value(List.of(inRuntime)))
                .isInstanceOf(EncodingException.class)
                .hasMessageContaining("path=value[0]");
    }
}

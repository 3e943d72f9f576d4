package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.multijvm.pool.Exhibit.differs;
import static org.multijvm.pool.Exhibit.same;

import java.io.Serializable;
import java.util.AbstractMap.SimpleEntry;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.lang3.tuple.ImmutablePair;
import org.apache.commons.lang3.tuple.MutablePair;
import org.apache.commons.lang3.tuple.Triple;

/** Containers, with their modes. */
final class ZooOfContainers {
    private static final String COPY = "a view is not Serializable, and arrives as a copy";

    /** In reverse. */
    enum Backwards implements Comparator<String> {
        ORDER {
            @Override
            public int compare(String a, String b) {
                return b.compareTo(a);
            }
        }
    }

    /** Keeps the last three. */
    static final class Recent extends LinkedHashMap<String, Integer> {
        private static final long serialVersionUID = 1;
        private final int most = 3;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > most;
        }
    }

    static final class Tagged extends ArrayList<String> {
        private static final long serialVersionUID = 1;
        private final String tag = "tag";

        @Override
        public String toString() {
            return tag + super.toString();
        }
    }

    private ZooOfContainers() {}

    static List<Exhibit> all() {
        List<Exhibit> all = new ArrayList<>(lists());
        all.addAll(maps());
        all.addAll(sets());
        all.addAll(others());
        all.addAll(wrapped());
        all.addAll(views());
        return all;
    }

    private static List<Exhibit> lists() {
        return List.of(
                same("array list", () -> new ArrayList<>(Arrays.asList(1, null, "a", 2L))),
                same("empty array list", ArrayList::new),
                same("array list of numbers", () -> new ArrayList<>(List.of(1, 2, 3))),
                same("array list of strings", () -> new ArrayList<>(List.of("a", "b", "x".repeat(70)))),
                same("array list of one long string", () -> new ArrayList<>(Collections.nCopies(50, "x".repeat(70)))),
                same("array list in itself", () -> {
                    List<Object> list = new ArrayList<>();
                    list.add(list);
                    return list;
                }),
                same("subclass of ArrayList", () -> {
                    Tagged list = new Tagged();
                    list.add("a");
                    return list;
                }),
                differs(
                        "of Arrays.asList the array is not seen: it arrives with one of Object of its own",
                        "Arrays.asList",
                        () -> Arrays.asList("a", null),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent).hasSameClassAs(sent)),
                same("List.of nothing", List::of, ZooOfContainers::refusesNull),
                same("List.of one", () -> List.of(1), ZooOfContainers::refusesNull),
                same("List.of three", () -> List.of(1, "a", 2.0), ZooOfContainers::refusesNull),
                same("List.copyOf", () -> List.copyOf(new ArrayList<>(List.of(1, 2, 3))), ZooOfContainers::refusesNull),
                same("list of a stream", () -> Stream.of(1, 2, 3).toList(), ZooOfContainers::answersNull),
                same("list of a stream of one", () -> Stream.of(1).toList(), ZooOfContainers::answersNull),
                same("list of a stream with null", () -> Stream.of(1, null).toList()),
                same("linked list", () -> new LinkedList<>(Arrays.asList(1, null, "a"))),
                same("linked list in itself", () -> {
                    List<Object> list = new LinkedList<>();
                    list.add(list);
                    return list;
                }),
                same("vector", () -> new Vector<>(List.of(1, 2))),
                same("stack", () -> {
                    Stack<Integer> stack = new Stack<>();
                    stack.push(1);
                    return stack;
                }),
                same("copy on write", () -> new CopyOnWriteArrayList<>(List.of(1, 2))));
    }

    private static void refusesNull(Object sent, Object arrived) {
        assertThat(arrived).isEqualTo(sent).hasSameClassAs(sent);
        assertThatThrownBy(() -> ((List<?>) arrived).contains(null)).isInstanceOf(NullPointerException.class);
    }

    private static void answersNull(Object sent, Object arrived) {
        assertThat(arrived).isEqualTo(sent);
        assertThat(((List<?>) arrived).contains(null)).isFalse();
        assertThatThrownBy(() -> ((List<?>) arrived).remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    private static <K, V, M extends Map<K, V>> M with(M map, K key, V value, K key2, V value2) {
        map.put(key, value);
        map.put(key2, value2);
        return map;
    }

    private static List<Exhibit> maps() {
        return List.of(
                same("hash map", () -> new HashMap<>(Map.of("a", 1, "b", List.of(2), "c", 3))),
                same("hash map with null", () -> with(new HashMap<>(), null, 1, "a", null)),
                same("empty hash map", HashMap::new),
                same("large hash map", () -> {
                    Map<String, Integer> map = new HashMap<>();
                    for (int i = 0; i < 1000; i++) {
                        map.put("key " + i, i);
                    }
                    return map;
                }),
                same("hash map in itself", () -> {
                    Map<String, Object> map = new HashMap<>();
                    map.put("self", map);
                    map.put("list", new ArrayList<>(List.of(map)));
                    return map;
                }),
                same("linked hash map", () -> with(new LinkedHashMap<>(), "z", 1, "a", 2)),
                same("linked hash map by access", () -> with(new LinkedHashMap<>(16, 0.75f, true), "z", 1, "a", 2)),
                same("empty linked hash map by access", () -> new LinkedHashMap<>(16, 0.75f, true)),
                same("cache that forgets", () -> with(new Recent(), "z", 1, "a", 2)),
                same("tree map", () -> with(new TreeMap<>(), "z", 1, "a", 2)),
                same("tree map with a comparator", () -> with(new TreeMap<>(Backwards.ORDER), "z", 1, "a", 2)),
                same("tree map in reverse", () -> with(new TreeMap<>(Comparator.reverseOrder()), "z", 1, "a", 2)),
                same(
                        "tree map that ignores case",
                        () -> with(new TreeMap<>(String.CASE_INSENSITIVE_ORDER), "z", 1, "A", 2)),
                same(
                        "tree map by a lambda",
                        () -> with(
                                new TreeMap<String, Integer>(
                                        (Comparator<String> & Serializable) (a, b) -> b.compareTo(a)),
                                "z",
                                1,
                                "a",
                                2),
                        (sent, arrived) -> assertThat(((Map<?, ?>) arrived)
                                        .keySet()
                                        .iterator()
                                        .next())
                                .isEqualTo("z")),
                same(
                        "part of a tree map",
                        () -> with(new TreeMap<>(), "z", 1, "a", 2).headMap("b")),
                same(
                        "descending map",
                        () -> with(new TreeMap<>(), "z", 1, "a", 2).descendingMap()),
                same("Map.of nothing", Map::of),
                same("Map.of one", () -> Map.of("a", 1)),
                same("Map.of two", () -> Map.of("a", 1, "b", 2), ZooOfContainers::equal),
                same("hash table", () -> with(new Hashtable<>(), "a", 1, "b", 2)),
                same(
                        "properties with defaults",
                        () -> {
                            Properties defaults = new Properties();
                            defaults.setProperty("a", "1");
                            Properties properties = new Properties(defaults);
                            properties.setProperty("b", "2");
                            return properties;
                        },
                        (sent, arrived) -> assertThat(((Properties) arrived).getProperty("a"))
                                .isEqualTo("1")),
                same("concurrent map", () -> with(new ConcurrentHashMap<>(), "a", 1, "b", 2)),
                same("skip list map", () -> with(new ConcurrentSkipListMap<>(Backwards.ORDER), "a", 1, "b", 2)),
                same(
                        "identity map",
                        () -> with(new IdentityHashMap<>(), new String("a"), 1, new String("a"), 2),
                        (sent, arrived) ->
                                assertThat((Map<?, ?>) arrived).hasSize(2).isInstanceOf(IdentityHashMap.class)),
                same("enum map", () -> with(new EnumMap<>(TimeUnit.class), TimeUnit.DAYS, 1, TimeUnit.HOURS, null)),
                same("weak map is refused", () -> with(new WeakHashMap<>(), "a", 1, "b", 2)));
    }

    private static void equal(Object sent, Object arrived) {
        assertThat(arrived).isEqualTo(sent).hasSameClassAs(sent);
    }

    private static List<Exhibit> sets() {
        return List.of(
                same("hash set", () -> new HashSet<>(Arrays.asList("a", "b", null, 3))),
                same(
                        "hash set of twelve",
                        () -> new HashSet<>(
                                Stream.iterate(1, i -> 31 * i).limit(12).toList())),
                same("empty hash set", HashSet::new),
                same("linked hash set", () -> new LinkedHashSet<>(List.of(3, 1, 2))),
                same("tree set", () -> new TreeSet<>(List.of(3, 1, 2))),
                same("tree set with a comparator", () -> {
                    Set<String> set = new TreeSet<>(Backwards.ORDER);
                    set.addAll(List.of("a", "b"));
                    return set;
                }),
                same("Set.of nothing", Set::of),
                same("Set.of three", () -> Set.of(1, 2, 3), ZooOfContainers::equal),
                same("enum set", () -> EnumSet.of(TimeUnit.DAYS, TimeUnit.SECONDS)),
                same("set of a concurrent map", () -> {
                    Set<Integer> set = ConcurrentHashMap.newKeySet();
                    set.add(1);
                    return set;
                }),
                same("skip list set", () -> new ConcurrentSkipListSet<>(List.of(3, 1))),
                same("copy on write set", () -> new CopyOnWriteArraySet<>(List.of(3, 1))),
                same("set from a map", () -> {
                    Set<Integer> set = Collections.newSetFromMap(new LinkedHashMap<>());
                    set.add(1);
                    return set;
                }));
    }

    private static List<Exhibit> others() {
        return List.of(
                same("array deque", () -> new ArrayDeque<>(List.of(1, 2))),
                same("priority queue", () -> new PriorityQueue<>(List.of(3, 1, 2))),
                same("priority queue with a comparator", () -> {
                    PriorityQueue<String> queue = new PriorityQueue<>(Backwards.ORDER);
                    queue.addAll(List.of("a", "c", "b"));
                    return queue;
                }),
                same("concurrent queue", () -> new ConcurrentLinkedQueue<>(List.of(1, 2))),
                same("concurrent deque", () -> new ConcurrentLinkedDeque<>(List.of(1, 2))),
                same("array queue", () -> new ArrayBlockingQueue<>(3, true, List.of(1, 2))),
                same("linked queue", () -> new LinkedBlockingQueue<>(List.of(1, 2))),
                same("linked deque", () -> new LinkedBlockingDeque<>(List.of(1, 2))),
                same("blocking priority queue", () -> new PriorityBlockingQueue<>(List.of(2, 1))),
                same("entry", () -> new SimpleImmutableEntry<>("a", List.of(1))),
                same("entry that can change", () -> new SimpleEntry<>("a", List.of(1))),
                differs(
                        "an entry of the JDK's is not Serializable, and arrives as a copy",
                        "Map.entry",
                        () -> Map.entry("a", 1),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                same("pair", () -> ImmutablePair.of(1, "a")),
                same("pair that can change", () -> MutablePair.of(1, "a")),
                same("triple", () -> Triple.of(1, "a", null)),
                same("one list in three containers", () -> {
                    List<Object> one = new ArrayList<>();
                    return new Object[] {one, new LinkedList<>(List.of(one)), new HashMap<>(Map.of(1, one))};
                }));
    }

    private static List<Exhibit> wrapped() {
        List<Integer> list = new ArrayList<>(List.of(1, 2));
        return List.of(
                same("unmodifiable list", () -> Collections.unmodifiableList(list)),
                same("unmodifiable map", () -> Collections.unmodifiableMap(new TreeMap<>(Map.of(1, 2)))),
                same("unmodifiable sorted set", () -> Collections.unmodifiableSortedSet(new TreeSet<>(list))),
                same("unmodifiable collection", () -> Collections.unmodifiableCollection(list)),
                same("synchronized list", () -> Collections.synchronizedList(new ArrayList<>(list))),
                same("synchronized map", () -> Collections.synchronizedMap(new LinkedHashMap<>(16, 1f, true))),
                same("checked list", () -> Collections.checkedList(new ArrayList<>(list), Integer.class)),
                same("one element", () -> Collections.singletonList(1)),
                same("one element as a set", () -> Collections.singleton("a")),
                same("one entry", () -> Collections.singletonMap("a", null)),
                same("copies", () -> Collections.nCopies(3, List.of(1))),
                same("empty list", Collections::emptyList),
                same("empty map", Collections::emptyMap),
                same("queue of a deque", () -> Collections.asLifoQueue(new ArrayDeque<>(list))));
    }

    private static List<Exhibit> views() {
        Map<String, Integer> map = with(new LinkedHashMap<>(), "z", 1, "a", 2);
        return List.of(
                differs(
                        COPY,
                        "part of a list",
                        () -> new ArrayList<>(List.of(1, 2, 3)).subList(1, 3),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        COPY,
                        "part of an immutable list",
                        () -> List.of(1, 2, 3).subList(1, 3),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        COPY,
                        "keys",
                        map::keySet,
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        COPY,
                        "values",
                        map::values,
                        (sent, arrived) -> assertThat((Collection<?>) arrived).hasToString(sent.toString())),
                differs(
                        COPY,
                        "entries",
                        map::entrySet,
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)),
                differs(
                        COPY,
                        "keys of a sorted map",
                        () -> new TreeMap<>(map).descendingKeySet(),
                        (sent, arrived) -> assertThat(arrived).hasToString(sent.toString())),
                differs(
                        COPY,
                        "keys of a hash table",
                        () -> new ArrayList<>(List.of(new EnumMap<>(Map.of(TimeUnit.DAYS, 1)).keySet())),
                        (sent, arrived) -> assertThat(arrived).isEqualTo(sent)));
    }
}

package org.multijvm.codec;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fills sorted sets and maps with what comes in their order. They take that without comparing, as Java serialization has them do: so keys whose
 * order has changed since, or which cannot be compared, arrive as they were. A class of its own, so that a JVM that meets none loads none.
 */
@SuppressWarnings({"JdkObsolete", "NonApiType"}) // what these classes ask for
final class SortedContent {
    private SortedContent() {}

    static void add(@Nullable Object[] elements, TreeSet<@Nullable Object> into) {
        into.addAll(new Keys(elements, 1));
    }

    /**
     * As {@link #add}.
     *
     * @param content key, value, key, value …
     */
    static void put(@Nullable Object[] content, TreeMap<@Nullable Object, @Nullable Object> into) {
        into.putAll(new Entries(content));
    }

    /** Just enough of a sorted set to be copied. */
    private static final class Keys extends AbstractSet<@Nullable Object> implements SortedSet<@Nullable Object> {
        private final @Nullable Object[] content;
        private final int step;

        Keys(@Nullable Object[] content, int step) {
            this.content = content;
            this.step = step;
        }

        @Override
        public int size() {
            return content.length / step;
        }

        @Override
        public Iterator<@Nullable Object> iterator() {
            return new Iterator<>() {
                private int next;

                @Override
                public boolean hasNext() {
                    return next < content.length;
                }

                @Override
                public @Nullable Object next() {
                    if (!hasNext()) {
                        throw new NoSuchElementException("no more elements: elements=" + size());
                    }
                    next += step;
                    return content[next - step];
                }
            };
        }

        @Override
        public @Nullable Comparator<? super @Nullable Object> comparator() {
            return null;
        }

        @Override
        public SortedSet<@Nullable Object> subSet(@Nullable Object from, @Nullable Object to) {
            throw new UnsupportedOperationException("only to be copied");
        }

        @Override
        public SortedSet<@Nullable Object> headSet(@Nullable Object to) {
            throw new UnsupportedOperationException("only to be copied");
        }

        @Override
        public SortedSet<@Nullable Object> tailSet(@Nullable Object from) {
            throw new UnsupportedOperationException("only to be copied");
        }

        @Override
        public @Nullable Object first() {
            return content[0];
        }

        @Override
        public @Nullable Object last() {
            return content[content.length - step];
        }
    }

    /** Just enough of a sorted map to be copied. */
    private static final class Entries extends AbstractMap<@Nullable Object, @Nullable Object>
            implements SortedMap<@Nullable Object, @Nullable Object> {
        private final @Nullable Object[] content;

        Entries(@Nullable Object[] content) {
            this.content = content;
        }

        @Override
        public int size() {
            return content.length / 2;
        }

        @Override
        public Set<@Nullable Object> keySet() {
            return new Keys(content, 2);
        }

        @Override
        public Set<Map.Entry<@Nullable Object, @Nullable Object>> entrySet() {
            return new AbstractSet<>() {
                @Override
                public int size() {
                    return content.length / 2;
                }

                @Override
                public Iterator<Map.Entry<@Nullable Object, @Nullable Object>> iterator() {
                    return new Iterator<>() {
                        private int next;

                        @Override
                        public boolean hasNext() {
                            return next < content.length;
                        }

                        @Override
                        public Map.Entry<@Nullable Object, @Nullable Object> next() {
                            if (!hasNext()) {
                                throw new NoSuchElementException("no more entries: entries=" + size());
                            }
                            next += 2;
                            return new SimpleImmutableEntry<>(content[next - 2], content[next - 1]);
                        }
                    };
                }
            };
        }

        @Override
        public @Nullable Comparator<? super @Nullable Object> comparator() {
            return null;
        }

        @Override
        public SortedMap<@Nullable Object, @Nullable Object> subMap(@Nullable Object from, @Nullable Object to) {
            throw new UnsupportedOperationException("only to be copied");
        }

        @Override
        public SortedMap<@Nullable Object, @Nullable Object> headMap(@Nullable Object to) {
            throw new UnsupportedOperationException("only to be copied");
        }

        @Override
        public SortedMap<@Nullable Object, @Nullable Object> tailMap(@Nullable Object from) {
            throw new UnsupportedOperationException("only to be copied");
        }

        @Override
        public @Nullable Object firstKey() {
            return content[0];
        }

        @Override
        public @Nullable Object lastKey() {
            return content[content.length - 2];
        }
    }
}

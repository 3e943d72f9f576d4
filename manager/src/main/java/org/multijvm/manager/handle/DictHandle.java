package org.multijvm.manager.handle;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A dict that is kept elsewhere: its views, and what is computed here. Thread-safe. */
public abstract class DictHandle<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V> {
    /** By whoever keeps it. */
    protected DictHandle() {}

    /** Its entries, read in blocks; what it removes is removed from the dict. */
    protected abstract Iterator<Map.Entry<K, V>> entries();

    /** Sets a value to what a function makes of the one that is there, in this JVM, and gives it; null is none. */
    protected abstract @Nullable V computed(K key, Function<@Nullable V, @Nullable V> function);

    /** Whether an object is a handle of the same dict. */
    protected abstract boolean isThis(@Nullable Object other);

    @SuppressWarnings("unchecked") // as the user says
    protected final @Nullable V cast(@Nullable Object value) {
        return (V) value;
    }

    @Override
    public boolean isEmpty() {
        return size() == 0;
    }

    @Override
    public V getOrDefault(Object key, V other) {
        V value = get(key);
        return value == null ? other : value;
    }

    /** A copy, which is the caller's. */
    public Map<K, V> copy() {
        Map<K, V> copy = new LinkedHashMap<>();
        for (Map.Entry<K, V> entry : entrySet()) {
            copy.put(entry.getKey(), entry.getValue());
        }
        return copy;
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return computed(key, old -> function.apply(key, old));
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "value");
        return computed(key, old -> old == null ? value : function.apply(old, value));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        return computed(key, old -> old == null ? null : function.apply(key, old));
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return DictHandle.this.size();
            }

            @Override
            public boolean contains(Object entry) {
                return entry instanceof Map.Entry<?, ?> e
                        && e.getKey() != null
                        && Objects.equals(get(e.getKey()), e.getValue());
            }

            @Override
            public boolean remove(Object entry) {
                return entry instanceof Map.Entry<?, ?> e
                        && e.getKey() != null
                        && DictHandle.this.remove(e.getKey(), e.getValue());
            }

            @Override
            public void clear() {
                DictHandle.this.clear();
            }

            @Override
            public Iterator<Map.Entry<K, V>> iterator() {
                return entries();
            }
        };
    }

    @Override
    public Set<K> keySet() {
        return new AbstractSet<>() {
            @Override
            public int size() {
                return DictHandle.this.size();
            }

            @Override
            public boolean contains(Object key) {
                return containsKey(key);
            }

            @Override
            public boolean remove(Object key) {
                return DictHandle.this.remove(key) != null;
            }

            @Override
            public void clear() {
                DictHandle.this.clear();
            }

            @Override
            public Iterator<K> iterator() {
                Iterator<Map.Entry<K, V>> iterator = entries();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return iterator.hasNext();
                    }

                    @Override
                    public K next() {
                        return iterator.next().getKey();
                    }

                    @Override
                    public void remove() {
                        iterator.remove();
                    }
                };
            }
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return isThis(other) || super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** The entries; it may be a value of its own. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        for (Map.Entry<K, V> entry : entrySet()) {
            text.add(entry.getKey() + "=" + (isThis(entry.getValue()) ? "(this Map)" : entry.getValue()));
        }
        return text.toString();
    }
}

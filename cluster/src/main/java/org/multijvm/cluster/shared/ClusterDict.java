package org.multijvm.cluster.shared;

import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CachePeekMode;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.TravellingBiFunction;
import org.multijvm.manager.handle.DictHandle;

/** A dict of a cluster: a cache of its own, whose entries are spread over the members. In no order. */
final class ClusterDict<K, V> extends DictHandle<K, V> implements ManagedDict<K, V> {
    private static final long serialVersionUID = 1;

    /** About so many entries go in one message. */
    private static final int BLOCK = 500;

    private final transient Remote remote;
    private final transient Store store;
    private final transient IgniteCache<String, byte[]> cache;

    ClusterDict(Remote remote, IgniteCache<String, byte[]> cache) {
        this.remote = remote;
        this.store = remote.cells().store();
        this.cache = cache;
    }

    private String key(Object key) {
        remote.checkOpen();
        return DictKey.of(key);
    }

    private static byte[] entry(Object key, Object value) {
        return DictEntry.bytes(Remote.bytes(key), Objects.requireNonNull(value, "value"));
    }

    private byte @Nullable [] found(String key) {
        return store.<byte @Nullable []>await(() -> cache.getAsync(key));
    }

    @Override
    public int size() {
        remote.checkOpen();
        return store.await(() -> cache.sizeAsync(CachePeekMode.PRIMARY));
    }

    @Override
    public @Nullable V get(Object key) {
        return cast(DictEntry.copy(found(key(key))));
    }

    @Override
    public boolean containsKey(Object key) {
        String wanted = key(key);
        return store.await(() -> cache.containsKeyAsync(wanted));
    }

    @Override
    public @Nullable V put(K key, V value) {
        String at = key(key);
        byte[] entry = entry(key, value);
        return cast(DictEntry.taken(store.<byte @Nullable []>await(() -> cache.getAndPutAsync(at, entry))));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return cast(DictEntry.copy(addIfAbsent(key(key), entry(key, value))));
    }

    /** What was there; null if nothing. */
    private byte @Nullable [] addIfAbsent(String at, byte[] entry) {
        return store.<byte @Nullable []>await(() -> cache.getAndPutIfAbsentAsync(at, entry));
    }

    /** Whether it was not there. For sets. */
    boolean add(K key, V value) {
        return addIfAbsent(key(key), entry(key, value)) == null;
    }

    @Override
    public @Nullable V remove(Object key) {
        String at = key(key);
        return cast(DictEntry.taken(store.<byte @Nullable []>await(() -> cache.getAndRemoveAsync(at))));
    }

    @Override
    public @Nullable V replace(K key, V value) {
        String at = key(key);
        byte[] entry = entry(key, value);
        return cast(DictEntry.taken(store.<byte @Nullable []>await(() -> cache.getAndReplaceAsync(at, entry))));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return value != null && ifEqual(key, value, null);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        return ifEqual(key, Objects.requireNonNull(oldValue, "oldValue"), entry(key, newValue));
    }

    /** Removes or replaces a value that is equal: compared here, and done there if it is still of these bytes. */
    private boolean ifEqual(Object key, Object expected, byte @Nullable [] entry) {
        String at = key(key);
        byte[] there = found(at);
        while (there != null && expected.equals(DictEntry.copy(there))) {
            byte[] now = replaceSame(at, there, entry);
            if (now == null) {
                return true;
            }
            there = now == SameStep.NOTHING ? null : now;
        }
        return false;
    }

    /** Null if it was done; else what is there, or {@link SameStep#NOTHING} itself. */
    private byte @Nullable [] replaceSame(String at, byte[] expected, byte @Nullable [] entry) {
        SameStep step = new SameStep(expected, entry);
        byte[] now = store.<byte @Nullable []>await(() -> cache.invokeAsync(at, step));
        return now != null && now.length == 0 ? SameStep.NOTHING : now;
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        remote.checkOpen();
        // sorted, so that two of them do not wait for each other
        Map<String, byte[]> block = new TreeMap<>();
        map.forEach((key, value) -> {
            block.put(DictKey.of(key), entry(key, value));
            if (block.size() == BLOCK) {
                putBlock(block);
            }
        });
        putBlock(block);
    }

    private void putBlock(Map<String, byte[]> block) {
        if (!block.isEmpty()) {
            store.await(() -> cache.putAllAsync(block));
            block.clear();
        }
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        remote.checkOpen();
        Map<String, K> all = new LinkedHashMap<>();
        keys.forEach(key -> all.put(DictKey.of(key), key));
        Map<K, V> found = new LinkedHashMap<>();
        Iterator<String> left = all.keySet().iterator();
        while (left.hasNext()) {
            Set<String> block = new TreeSet<>();
            while (left.hasNext() && block.size() < BLOCK) {
                block.add(left.next());
            }
            Map<String, byte[]> entries = store.await(() -> cache.getAllAsync(block));
            entries.forEach(
                    (key, bytes) -> found.put(all.get(key), Objects.requireNonNull(cast(DictEntry.copy(bytes)))));
        }
        Map<K, V> inOrder = new LinkedHashMap<>();
        all.values().forEach(key -> {
            V value = found.get(key);
            if (value != null) {
                inOrder.put(key, value);
            }
        });
        return inOrder;
    }

    @Override
    public void clear() {
        remote.checkOpen();
        store.await(cache::removeAllAsync);
    }

    // computations: here, and again if somebody else has changed the value meanwhile

    @Override
    protected @Nullable V computed(K key, Function<@Nullable V, @Nullable V> function) {
        String at = key(key);
        byte[] there = found(at);
        while (true) {
            V old = cast(DictEntry.copy(there));
            V value = function.apply(old);
            if (value == null && there == null) {
                return null;
            }
            byte[] entry = value == null ? null : entry(key, value);
            byte[] now = there == null && entry != null ? addIfAbsent(at, entry) : changed(at, there, entry);
            if (now == null) {
                return value;
            }
            there = now == SameStep.NOTHING ? null : now;
        }
    }

    private byte @Nullable [] changed(String at, byte @Nullable [] there, byte @Nullable [] entry) {
        return replaceSame(at, Objects.requireNonNull(there), entry);
    }

    @Override
    public @Nullable V compute(
            K key, TravellingBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        return compute(key, (BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V>) function);
    }

    @Override
    public @Nullable V merge(
            K key, V value, TravellingBiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        return merge(key, value, (BiFunction<? super V, ? super V, ? extends @Nullable V>) function);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        V there = get(key);
        while (there == null) {
            V made = function.apply(key);
            if (made == null) {
                return null;
            }
            there = putIfAbsent(key, made);
            if (there == null) {
                return made;
            }
        }
        return there;
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        for (Map.Entry<K, V> entry : entrySet()) {
            computeIfPresent(entry.getKey(), function);
        }
    }

    @Override
    protected Iterator<Map.Entry<K, V>> entries() {
        remote.checkOpen();
        return new EntryIterator<>(this, store, cache, BLOCK);
    }

    @Override
    protected boolean isThis(@Nullable Object other) {
        return other instanceof ClusterDict<?, ?> dict && dict.remote.isSame(remote);
    }

    @Override
    public Object writeReplace() {
        throw remote.travels();
    }

    @Override
    public void close() {
        remote.close();
    }
}

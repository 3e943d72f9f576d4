package org.multijvm.cluster.shared;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.ignite.IgniteCache;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.handle.LiveEntry;

/** Goes over a dict's entries: the keys that there are at its beginning, and their values block by block. Confined to one thread. */
final class EntryIterator<K, V> implements Iterator<Map.Entry<K, V>> {
    private final Map<K, V> dict;
    private final Store store;
    private final IgniteCache<String, byte[]> cache;
    private final int blockSize;
    private final Iterator<String> keys;
    private Iterator<Map.Entry<K, V>> block = List.<Map.Entry<K, V>>of().iterator();
    private @Nullable K last;

    EntryIterator(Map<K, V> dict, Store store, IgniteCache<String, byte[]> cache, int blockSize) {
        this.dict = dict;
        this.store = store;
        this.cache = cache;
        this.blockSize = blockSize;
        this.keys = store.keys(cache).iterator();
    }

    @Override
    public boolean hasNext() {
        while (!block.hasNext() && keys.hasNext()) {
            fetch();
        }
        return block.hasNext();
    }

    @SuppressWarnings("unchecked") // as the user says
    private void fetch() {
        Set<String> wanted = new TreeSet<>();
        while (keys.hasNext() && wanted.size() < blockSize) {
            wanted.add(keys.next());
        }
        List<Map.Entry<K, V>> fetched = new ArrayList<>();
        for (byte[] bytes : store.await(() -> cache.getAllAsync(wanted)).values()) {
            DictEntry entry = DictEntry.of(bytes);
            fetched.add(new LiveEntry<>(
                    dict, (K) entry.keyObject(), (V) Objects.requireNonNull(Remote.copy(entry.value()))));
        }
        block = fetched.iterator();
    }

    @Override
    public Map.Entry<K, V> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Map.Entry<K, V> entry = block.next();
        last = entry.getKey();
        return entry;
    }

    @Override
    public void remove() {
        K key = last;
        if (key == null) {
            throw new IllegalStateException("there is no entry to remove");
        }
        last = null;
        dict.remove(key);
    }
}

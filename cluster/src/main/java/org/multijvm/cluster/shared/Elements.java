package org.multijvm.cluster.shared;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.ignite.IgniteCache;
import org.apache.ignite.cache.CacheAtomicityMode;
import org.jspecify.annotations.Nullable;
import org.multijvm.cluster.shared.cell.ElementId;

/**
 * The bytes of the elements of all queues. Whoever puts one stores it first; whoever has taken one reads it and then throws it away, without waiting for that. A driver that dies between the two
 * leaves bytes that nobody asks for any more. Thread-safe.
 */
final class Elements {
    private static final String CACHE = "multijvm.elements";
    private static final int BLOCK = 500;

    private final Store store;
    private final IgniteCache<String, byte[]> cache;

    /** The next element's number, by queue: elements of one client that follow one another are stored as one run. */
    private final Map<String, Long> numbers = new HashMap<>();

    Elements(Store store) {
        this.store = store;
        this.cache = store.cache(CACHE, CacheAtomicityMode.ATOMIC);
    }

    private static String key(String queue, ElementId id) {
        return id.client() + ":" + id.number() + ":" + queue;
    }

    /** Stores one. */
    ElementId add(String queue, UUID client, byte[] bytes) {
        long number;
        synchronized (numbers) {
            number = numbers.merge(queue, 1L, Long::sum);
        }
        ElementId id = new ElementId(client, number);
        store.await(() -> cache.putAsync(key(queue, id), bytes));
        return id;
    }

    /** The bytes of one. */
    byte @Nullable [] get(String queue, ElementId id) {
        return store.<byte @Nullable []>await(() -> cache.getAsync(key(queue, id)));
    }

    /** The bytes of those that are there, in their order. */
    List<byte[]> getAll(String queue, List<ElementId> ids) {
        List<byte[]> all = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += BLOCK) {
            List<String> keys = new ArrayList<>();
            ids.subList(from, Math.min(ids.size(), from + BLOCK)).forEach(id -> keys.add(key(queue, id)));
            Map<String, byte[]> found = store.await(() -> cache.getAllAsync(Set.copyOf(keys)));
            for (String key : keys) {
                byte[] bytes = found.get(key);
                if (bytes != null) {
                    all.add(bytes);
                }
            }
        }
        return all;
    }

    /** Throws them away, soon. */
    void remove(String queue, Collection<ElementId> ids) {
        Set<String> keys = new HashSet<>();
        ids.forEach(id -> keys.add(key(queue, id)));
        if (keys.size() == 1) {
            store.shielded(() -> cache.removeAsync(keys.iterator().next()));
        } else if (!keys.isEmpty()) {
            store.shielded(() -> cache.removeAllAsync(keys));
        }
    }
}

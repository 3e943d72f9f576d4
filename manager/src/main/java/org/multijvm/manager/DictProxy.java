package org.multijvm.manager;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.EncodingException;
import org.multijvm.manager.handle.DictHandle;
import org.multijvm.manager.handle.LiveEntry;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Op;

/** A dict of a server. */
final class DictProxy<K, V> extends DictHandle<K, V> implements ManagedDict<K, V> {
    private static final long serialVersionUID = 1;

    /** About so many entries go in one message to the server. */
    private static final int BLOCK = 500;

    private final transient Remote remote;

    DictProxy(Remote remote) {
        this.remote = remote;
    }

    private @Nullable V taken(In in) {
        return cast(remote.read(in));
    }

    private @Nullable V copied(In in) {
        return cast(remote.readCopy(in));
    }

    private Link.Arguments with(Object key, Object value) {
        Objects.requireNonNull(value, "value");
        return out -> {
            remote.writeKey(out, key);
            remote.link().write(out, value);
        };
    }

    @Override
    public int size() {
        return remote.call(Op.SIZE, Link.Arguments.NONE, In::readInt);
    }

    @Override
    public @Nullable V get(Object key) {
        return remote.call(Op.GET, remote.key(key), this::copied);
    }

    @Override
    public boolean containsKey(Object key) {
        return remote.call(Op.CONTAINS, remote.key(key), In::readBoolean);
    }

    @Override
    public @Nullable V put(K key, V value) {
        return remote.call(Op.PUT, with(key, value), this::taken);
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        return remote.call(Op.PUT_IF_ABSENT, with(key, value), this::copied);
    }

    @Override
    public @Nullable V remove(Object key) {
        return remote.call(Op.REMOVE, remote.key(key), this::taken);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        return remote.call(Op.REPLACE, with(key, value), this::taken);
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return value != null && Keyed.ifSame(remote, Op.REMOVE_SAME, key, value, null);
    }

    @Override
    public boolean replace(K key, V oldValue, V newValue) {
        Objects.requireNonNull(newValue, "newValue");
        Objects.requireNonNull(oldValue, "oldValue");
        return Keyed.ifSame(remote, Op.REPLACE_SAME, key, oldValue, newValue);
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> map) {
        putBlocks(map);
    }

    /** Puts all and gives how many keys were not there. */
    int putBlocks(Map<? extends K, ? extends V> map) {
        int added = 0;
        List<Map.Entry<? extends K, ? extends V>> block = new ArrayList<>();
        for (Map.Entry<? extends K, ? extends V> entry : map.entrySet()) {
            Objects.requireNonNull(entry.getKey(), "key");
            Objects.requireNonNull(entry.getValue(), "value");
            block.add(entry);
            if (block.size() == BLOCK) {
                added += putBlock(block);
                block.clear();
            }
        }
        return added + putBlock(block);
    }

    private int putBlock(List<Map.Entry<? extends K, ? extends V>> block) {
        if (block.isEmpty()) {
            return 0;
        }
        return remote.ask(
                Op.PUT_ALL,
                out -> {
                    out.writeCount(block.size());
                    for (Map.Entry<? extends K, ? extends V> entry : block) {
                        remote.writeKey(out, entry.getKey());
                        remote.link().write(out, entry.getValue());
                    }
                },
                In::readInt);
    }

    @Override
    public Map<K, V> getAll(Collection<? extends K> keys) {
        Map<K, V> found = new LinkedHashMap<>();
        List<K> all = new ArrayList<>(keys);
        for (int from = 0; from < all.size(); from += BLOCK) {
            List<K> block = all.subList(from, Math.min(all.size(), from + BLOCK));
            remote.ask(
                    Op.GET_ALL,
                    out -> {
                        out.writeCount(block.size());
                        block.forEach(key -> remote.writeKey(out, key));
                    },
                    in -> {
                        // all are received before the first is made, which may fail
                        List<@Nullable Item> items = new ArrayList<>();
                        block.forEach(key -> items.add(remote.readItem(in)));
                        for (int i = 0; i < items.size(); i++) {
                            Item item = items.get(i);
                            if (item != null) {
                                found.put(block.get(i), Objects.requireNonNull(cast(remote.copy(item))));
                            }
                        }
                        return true;
                    });
        }
        return found;
    }

    @Override
    public void clear() {
        remote.call(Op.CLEAR, Link.Arguments.NONE);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        for (Map.Entry<K, V> entry : entrySet()) {
            action.accept(entry.getKey(), entry.getValue());
        }
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        for (K key : copy().keySet()) {
            computeIfPresent(key, function);
        }
    }

    // computations

    @Override
    public @Nullable V compute(
            K key, TravellingBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Item travelling = travelling(function);
        if (travelling == null) {
            return compute(key, (BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V>) function);
        }
        return remote.call(
                Op.COMPUTE_THERE,
                out -> {
                    remote.writeKey(out, key);
                    Item.write(out, travelling);
                },
                this::copied);
    }

    @Override
    public @Nullable V merge(
            K key, V value, TravellingBiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Item travelling = travelling(function);
        if (travelling == null) {
            return merge(key, value, (BiFunction<? super V, ? super V, ? extends @Nullable V>) function);
        }
        return remote.call(
                Op.MERGE_THERE,
                out -> {
                    with(key, value).write(out);
                    Item.write(out, travelling);
                },
                this::copied);
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        V there = get(key);
        return there != null ? there : computed(key, old -> old == null ? function.apply(key) : old);
    }

    /** The bytes of a function that the server is to run; null if it is to run here. */
    private @Nullable Item travelling(Object function) {
        if (!remote.link().runsFunctions()) {
            return null;
        }
        try {
            return remote.link().item(function);
        } catch (EncodingException e) {
            return null;
        }
    }

    @Override
    protected @Nullable V computed(K key, Function<@Nullable V, @Nullable V> function) {
        return Keyed.compute(remote, key, function, true);
    }

    // entries

    @Override
    protected Iterator<Map.Entry<K, V>> entries() {
        return new EntryIterator();
    }

    /** Fetches a block of entries from a place on and returns where the next one begins; 0 if there is none. Values may be null where they may be put so. */
    private long fetch(long from, BiConsumer<K, @Nullable V> each) {
        return remote.ask(
                Op.ENTRIES,
                out -> {
                    out.writeLong(from);
                    out.writeInt(BLOCK);
                },
                in -> {
                    long next = in.readLong();
                    List<Item> items = remote.readItems(in, 2 * in.readCount(2));
                    for (int i = 0; i < items.size(); i += 2) {
                        @SuppressWarnings("unchecked") // as the user says
                        K key = (K) Objects.requireNonNull(remote.copy(items.get(i)));
                        each.accept(key, cast(remote.copy(items.get(i + 1))));
                    }
                    return next;
                });
    }

    /** As {@link #forEach}, also of a namespace, whose values may be null. */
    void forEachEntry(BiConsumer<K, @Nullable V> each) {
        for (long next = 1; next != 0; ) {
            next = fetch(next, each);
        }
    }

    /** Fetches block by block. */
    private final class EntryIterator implements Iterator<Map.Entry<K, V>> {
        private List<Map.Entry<K, V>> block = List.of();
        private int at;
        private long next = 1;
        private @Nullable K last;

        @Override
        public boolean hasNext() {
            while (at == block.size() && next != 0) {
                fetch();
            }
            return at < block.size();
        }

        private void fetch() {
            List<Map.Entry<K, V>> fetched = new ArrayList<>();
            next = DictProxy.this.fetch(
                    next,
                    (key, value) -> fetched.add(new LiveEntry<>(DictProxy.this, key, Objects.requireNonNull(value))));
            block = fetched;
            at = 0;
        }

        @Override
        public Map.Entry<K, V> next() {
            if (!hasNext()) {
                throw new java.util.NoSuchElementException();
            }
            Map.Entry<K, V> entry = block.get(at++);
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
            DictProxy.this.remove(key);
        }
    }

    @Override
    protected boolean isThis(@Nullable Object other) {
        return other instanceof DictProxy<?, ?> dict && dict.remote.isSame(remote);
    }

    @Override
    public Object writeReplace() {
        return remote.ticket();
    }

    @Override
    public void close() {
        remote.close();
    }
}

package org.multijvm.manager.served;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;

/**
 * A dict, in the order in which its keys came; also what sets, namespaces and single values are. All of it is guarded by the monitor.
 *
 * <p>A computation runs outside of the monitor, in its client or in a thread for user's code: while it does, its key is held, and calls that would change the value wait:
 *
 * <pre>
 *   free --- COMPUTE ---> held by a thread of a client --- COMPUTED, or the client has ended ---> free; those that waited go on in their order
 * </pre>
 */
final class ServedDict extends Served {
    /** About so many bytes of entries go in one answer. */
    private static final int BLOCK_BYTES = 1 << 16;

    private final Map<Key, Entry> entries = new HashMap<>();
    private final TreeMap<Long, Entry> order = new TreeMap<>();
    private final Map<Key, Hold> held = new HashMap<>();
    private long lastPlace;

    private static final class Entry {
        final Key key;
        final long place;
        Item value;

        Entry(Key key, long place, Item value) {
            this.key = key;
            this.place = place;
            this.value = value;
        }
    }

    /** That a thread of a client computes the value of a key. */
    private static final class Hold {
        final Call by;
        WaitingLine line = new WaitingLine();

        Hold(Call by) {
            this.by = by;
        }
    }

    ServedDict(long number, Kind kind) {
        super(number, kind);
    }

    /** A single value, which is a dict with one key. */
    static ServedDict ofOne(long number, Key key, Item value) {
        ServedDict dict = new ServedDict(number, Kind.VALUE);
        dict.set(key, value);
        return dict;
    }

    @Override
    void call(Call call) {
        switch (call.op) {
            case SIZE -> call.done(size());
            case CLEAR -> clear(call);
            case PUT_ALL -> putAll(call);
            case GET_ALL -> getAll(call);
            case ENTRIES -> entries(call, call.in.readLong(), call.in.readInt());
            default ->
                call.session.withKeys(call, () -> Key.read(call.in, call.session::decode), key -> keyed(call, key));
        }
    }

    private void keyed(Call call, Key key) {
        switch (call.op) {
            case GET -> call.done(get(key));
            case CONTAINS -> call.done(get(key) != null);
            case PUT -> put(call, key, call.readItem());
            case PUT_IF_ABSENT -> putIfAbsent(call, key, call.readItem());
            case REMOVE -> whenFree(call, key, () -> call.done(remove(key)));
            case REMOVE_SAME -> replaceSame(call, key, call.in.readItem(), null);
            case REPLACE -> replace(call, key, call.readItem());
            case REPLACE_SAME -> replaceSame(call, key, call.in.readItem(), call.readItem());
            case COMPUTE ->
                whenFree(call, key, () -> {
                    hold(call, key);
                    call.done(get(key));
                });
            case COMPUTED -> computed(call, key);
            case COMPUTE_THERE -> computeThere(call, key, null, call.in.readItem());
            case MERGE_THERE -> computeThere(call, key, call.readItem(), call.in.readItem());
            default -> throw unknown(call);
        }
    }

    private synchronized int size() {
        return entries.size();
    }

    private synchronized @Nullable Item get(Key key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.value;
    }

    private void put(Call call, Key key, Item value) {
        whenFree(call, key, () -> call.done(set(key, value)));
    }

    private void putIfAbsent(Call call, Key key, Item value) {
        whenFree(call, key, () -> {
            Item there = get(key);
            if (there == null) {
                set(key, value);
            }
            call.done(there);
        });
    }

    private void replace(Call call, Key key, Item value) {
        whenFree(call, key, () -> call.done(get(key) == null ? null : set(key, value)));
    }

    /** Whether it was done, and else what is there: the client looks whether that is equal although its bytes are not. */
    private void replaceSame(Call call, Key key, Item expected, @Nullable Item value) {
        whenFree(call, key, () -> {
            Item there = get(key);
            boolean same = there != null && there.equals(expected);
            if (same && value != null) {
                set(key, value);
            } else if (same) {
                remove(key);
            }
            ValueWriter out = call.answer();
            out.writeByte(same ? 1 : 0);
            call.put(out, same ? null : there);
            call.send(out);
        });
    }

    private synchronized @Nullable Item set(Key key, Item value) {
        Entry entry = entries.get(key);
        if (entry != null) {
            Item old = entry.value;
            entry.value = value;
            return old;
        }
        Entry added = new Entry(key, ++lastPlace, value);
        entries.put(key, added);
        order.put(added.place, added);
        return null;
    }

    private synchronized @Nullable Item remove(Key key) {
        Entry entry = entries.remove(key);
        if (entry == null) {
            return null;
        }
        order.remove(entry.place);
        return entry.value;
    }

    private synchronized void clear(Call call) {
        Iterator<Hold> holds = held.values().iterator();
        if (holds.hasNext()) {
            await(holds.next(), call, () -> clear(call));
        } else {
            entries.clear();
            order.clear();
            call.done();
        }
    }

    private void putAll(Call call) {
        List<Key> keys = new ArrayList<>();
        List<Item> values = new ArrayList<>();
        call.session.withKeys(
                call,
                () -> {
                    // may be called again, in another thread
                    keys.clear();
                    values.clear();
                    int count = call.in.readCount(2);
                    for (int i = 0; i < count; i++) {
                        keys.add(Key.read(call.in, call.session::decode));
                        values.add(call.readItem());
                    }
                    return keys;
                },
                all -> putFrom(call, all, values, 0, 0));
    }

    private synchronized void putFrom(Call call, List<Key> keys, List<Item> values, int first, int added) {
        int sum = added;
        for (int i = first; i < keys.size(); i++) {
            Hold hold = held.get(keys.get(i));
            if (hold != null) {
                int at = i;
                int soFar = sum;
                await(hold, call, () -> putFrom(call, keys, values, at, soFar));
                return;
            }
            if (set(keys.get(i), values.get(i)) == null) {
                sum++;
            }
        }
        call.done(sum);
    }

    private void getAll(Call call) {
        call.session.withKeys(
                call,
                () -> {
                    List<Key> keys = new ArrayList<>();
                    int count = call.in.readCount(2);
                    for (int i = 0; i < count; i++) {
                        keys.add(Key.read(call.in, call.session::decode));
                    }
                    return keys;
                },
                keys -> {
                    ValueWriter out = call.answer();
                    synchronized (this) {
                        for (Key key : keys) {
                            call.put(out, get(key));
                        }
                    }
                    call.send(out);
                });
    }

    /** Entries from a place on, and the place to go on from, or 0 behind the last. */
    private void entries(Call call, long from, int most) {
        ValueWriter out = call.answer();
        List<Entry> block = new ArrayList<>();
        long next = 0;
        synchronized (this) {
            int bytes = 0;
            for (Entry entry : order.tailMap(from, true).values()) {
                if (block.size() == most || bytes > BLOCK_BYTES) {
                    next = entry.place;
                    break;
                }
                bytes += entry.key.item.size() + entry.value.size();
                block.add(entry);
            }
            out.writeLong(next);
            out.writeCount(block.size());
            for (Entry entry : block) {
                call.put(out, entry.key.item);
                call.put(out, entry.value);
            }
        }
        call.send(out);
    }

    /** Does what changes the value of a key, at once or when nobody computes it any more. */
    private synchronized void whenFree(Call call, Key key, Runnable change) {
        Hold hold = held.get(key);
        if (hold == null) {
            change.run();
        } else {
            await(hold, call, () -> whenFree(call, key, change));
        }
    }

    private static void await(Hold hold, Call call, Runnable then) {
        // what computes in the server has no thread of the client: that may send its next call in one message with it
        if (hold.by.op == Op.COMPUTE && call.isBySame(hold.by.session, hold.by.thread)) {
            throw new IllegalStateException("recursive update: a function changes the key whose value it computes");
        }
        hold.line.add(call, () -> {
            try {
                then.run();
            } catch (RuntimeException | OutOfMemoryError e) {
                call.fail(e);
            }
            return true;
        });
    }

    private void hold(Call call, Key key) {
        held.put(key, new Hold(call));
        call.session.touches(this);
    }

    private synchronized void computed(Call call, Key key) {
        Hold hold = held.get(key);
        if (hold == null || !call.isBySame(hold.by.session, hold.by.thread)) {
            throw new IllegalStateException("this thread does not compute the value of this key");
        }
        if (call.in.readBoolean()) {
            end(hold, key, call.in.readBoolean() ? call.readItem() : null);
        } else {
            release(hold, key);
        }
        call.done();
    }

    private void end(Hold hold, Key key, @Nullable Item value) {
        if (value != null) {
            set(key, value);
        } else {
            remove(key);
        }
        release(hold, key);
    }

    /** Those that wait go on in their order, up to one that computes: those behind it wait for that, in the same line. */
    private void release(Hold hold, Key key) {
        held.remove(key, hold);
        while (hold.line.retryFirst()) {
            Hold next = held.get(key);
            if (next != null) {
                next.line = hold.line;
                return;
            }
        }
    }

    /**
     * Computes in a thread for user's code.
     *
     * @param given what {@link Map#merge} takes if there is no value; null for {@link Map#compute}
     */
    private void computeThere(Call call, Key key, @Nullable Item given, Item function) {
        call.session.checkRunsFunctions();
        whenFree(call, key, () -> {
            hold(call, key);
            Hold hold = held.get(key);
            Item old = get(key);
            Supplier<@Nullable Item> computation = () -> given != null && old == null
                    ? given
                    : apply(call, function, given == null ? key.item : old, given == null ? old : given);
            try {
                call.session.aside(call, () -> compute(call, key, Objects.requireNonNull(hold), computation));
            } catch (RuntimeException | OutOfMemoryError e) {
                // the client has ended, or has too many of them, or no thread is to be had
                release(Objects.requireNonNull(hold), key);
                throw e;
            }
        });
    }

    private void compute(Call call, Key key, Hold hold, Supplier<@Nullable Item> computation) {
        Item value;
        try {
            value = computation.get();
        } catch (Throwable e) {
            synchronized (this) {
                release(hold, key);
            }
            throw e;
        }
        synchronized (this) {
            end(hold, key, value);
        }
        call.done(value);
    }

    private static @Nullable Item apply(Call call, Item function, @Nullable Item first, @Nullable Item second) {
        @SuppressWarnings("unchecked") // the client has sent it as such
        BiFunction<@Nullable Object, @Nullable Object, @Nullable Object> made =
                (BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>)
                        Objects.requireNonNull(call.session.decode(function));
        Object value = made.apply(
                first == null ? null : call.session.decode(first), second == null ? null : call.session.decode(second));
        return value == null ? null : call.session.kept(call.session.encode(value));
    }

    @Override
    synchronized void ended(Session session) {
        for (Map.Entry<Key, Hold> each : List.copyOf(held.entrySet())) {
            each.getValue().line.removeOf(session);
            // what computes in the server ends by itself
            if (each.getValue().by.session == session && each.getValue().by.op == Op.COMPUTE) {
                release(each.getValue(), each.getKey());
            }
        }
    }
}

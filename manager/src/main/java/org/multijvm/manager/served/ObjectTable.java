package org.multijvm.manager.served;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.wire.Kind;

/**
 * The objects of a server by number and by name. By number it holds them weakly: clients, names, flights and the contents of other objects keep them. Numbers are never used again. Thread-safe.
 */
final class ObjectTable {
    private final Map<Long, Numbered> byNumber = new ConcurrentHashMap<>();
    private final ReferenceQueue<Served> collected = new ReferenceQueue<>();
    private final AtomicLong numbers = new AtomicLong();

    /** Guarded by itself. */
    private final Map<String, Served> byName = new TreeMap<>();

    private static final class Numbered extends WeakReference<Served> {
        private final long number;

        Numbered(Served served, ReferenceQueue<Served> queue) {
            super(served, queue);
            number = served.number;
        }
    }

    /** Makes an object, or finds the one of that name. The caller keeps it. */
    Served make(Kind kind, String name, LongFunction<Served> maker) {
        if (name.isEmpty()) {
            return enter(maker.apply(numbers.incrementAndGet()));
        }
        synchronized (byName) {
            Served there = byName.get(name);
            if (there == null) {
                there = enter(maker.apply(numbers.incrementAndGet()));
                byName.put(name, there);
            } else if (there.kind != kind) {
                throw new IllegalArgumentException("an object of another kind has this name: name=" + name + ", kind="
                        + there.kind + ", wanted=" + kind);
            }
            return there;
        }
    }

    private Served enter(Served served) {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            byNumber.remove(((Numbered) gone).number);
        }
        byNumber.put(served.number, new Numbered(served, collected));
        return served;
    }

    /**
     * The object of a number.
     *
     * @throws IllegalStateException if there is none any more
     */
    Served get(long number) {
        Numbered numbered = byNumber.get(number);
        Served served = numbered == null ? null : numbered.get();
        if (served == null) {
            throw new IllegalStateException("the manager has no such object any more: number=" + number);
        }
        return served;
    }

    /** The object of a name; null if there is none. */
    @Nullable
    Served find(String name) {
        synchronized (byName) {
            return byName.get(name);
        }
    }

    List<String> names() {
        synchronized (byName) {
            return new ArrayList<>(byName.keySet());
        }
    }

    /** Lets a name go; null if nothing had it. */
    @Nullable
    Served forget(String name) {
        synchronized (byName) {
            return byName.remove(name);
        }
    }

    /** How many there are that the collector has not found unused yet. */
    int size() {
        for (Object gone = collected.poll(); gone != null; gone = collected.poll()) {
            byNumber.remove(((Numbered) gone).number);
        }
        return byNumber.size();
    }
}

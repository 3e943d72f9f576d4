package org.multijvm.manager.link;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.multijvm.ipc.file.Collected;

/**
 * Which objects this JVM holds. The server counts how often it has given us each of them; when the last thing that refers to one is gone, we give all of that back at once. An object that is
 * given again meanwhile begins a count of its own, so that neither side can lose one that the other still counts. Thread-safe.
 */
final class RefTable {
    private final Link link;
    private final BiConsumer<Long, Long> release;

    /** Guarded by itself. */
    private final Map<Long, Entry> entries = new HashMap<>();

    private static final class Entry {
        final WeakReference<ObjectRef> ref;
        final Count count;

        Entry(ObjectRef ref, Count count) {
            this.ref = new WeakReference<>(ref);
            this.count = count;
        }
    }

    /** How often the server has given us an object; written under the lock of {@link #entries} while its reference is strongly held. */
    private static final class Count {
        long times;
    }

    /**
     * @param release tells the server: which object, how often it was given
     */
    RefTable(Link link, BiConsumer<Long, Long> release) {
        this.link = link;
        this.release = release;
    }

    /** The server has given us the object once more. */
    ObjectRef given(long number) {
        synchronized (entries) {
            Entry entry = entries.get(number);
            ObjectRef ref = entry == null ? null : entry.ref.get();
            if (entry == null || ref == null) {
                Count count = new Count();
                ref = new ObjectRef(link, number);
                entry = new Entry(ref, count);
                entries.put(number, entry);
                Entry made = entry;
                Collected.when(ref, () -> collected(number, made));
            }
            entry.count.times++;
            return ref;
        }
    }

    private void collected(long number, Entry entry) {
        long times;
        synchronized (entries) {
            entries.remove(number, entry);
            times = entry.count.times;
        }
        release.accept(number, times);
    }

    /** The object, if this JVM holds it. */
    @org.jspecify.annotations.Nullable
    ObjectRef find(long number) {
        synchronized (entries) {
            Entry entry = entries.get(number);
            return entry == null ? null : entry.ref.get();
        }
    }
}

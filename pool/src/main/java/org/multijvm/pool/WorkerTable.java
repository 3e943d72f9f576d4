package org.multijvm.pool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The workers there are, and the slots that they fill. Changed by the supervisor, read by anyone. */
final class WorkerTable {
    private final Map<WorkerChannel, Worker> workers = new ConcurrentHashMap<>();

    /** By id. */
    private final List<Slot> slots = new CopyOnWriteArrayList<>();

    private long answeredByGone;

    Collection<Worker> all() {
        return Collections.unmodifiableCollection(workers.values());
    }

    boolean isEmpty() {
        return workers.isEmpty();
    }

    void add(Worker worker) {
        workers.put(worker.channel, worker);
    }

    void remove(Worker worker) {
        workers.remove(worker.channel);
        worker.alive = false;
        answeredByGone += worker.channel.answered();
    }

    @Nullable
    Worker of(@Nullable WorkerChannel channel) {
        return channel == null ? null : workers.get(channel);
    }

    /** How many slots are held: workers that serve or will, not counting those that leave and those that replace another. */
    int size() {
        int size = 0;
        for (Slot slot : slots) {
            size += slot.held ? 1 : 0;
        }
        return size;
    }

    /** Holds the first slot that is free. */
    Slot hold() {
        for (Slot slot : slots) {
            if (!slot.held) {
                slot.held = true;
                return slot;
            }
        }
        Slot slot = new Slot(slots.size() + 1);
        slot.held = true;
        slots.add(slot);
        return slot;
    }

    /** The workers that hold a slot for themselves, those first that can best be spared. */
    List<Worker> sparable() {
        List<Worker> holders = new ArrayList<>();
        for (Worker worker : workers.values()) {
            if (worker.state != Worker.State.LEAVING && worker.replaces == null) {
                holders.add(worker);
            }
        }
        holders.sort(Comparator.<Worker>comparingInt(worker -> worker.channel.ready ? 1 : 0)
                .thenComparingInt(worker -> worker.channel.live())
                .thenComparingInt(worker -> -worker.slot.id));
        return holders;
    }

    /** How many tasks have been answered since the pool's start. */
    long answered() {
        long answered = answeredByGone;
        for (Worker worker : workers.values()) {
            answered += worker.channel.answered();
        }
        return answered;
    }

    /** A look at all workers, by id. */
    List<WorkerLife> lives() {
        List<WorkerLife> lives = new ArrayList<>();
        for (Worker worker : workers.values()) {
            lives.add(new WorkerLife(
                    worker.slot.id,
                    worker.name(),
                    worker.pid,
                    worker.state,
                    worker.startedAt,
                    worker.channel.answered(),
                    worker.slot.restarts,
                    worker.slot.lastEnd));
        }
        lives.sort(Comparator.comparingInt(WorkerLife::id).thenComparing(WorkerLife::startedAt));
        return lives;
    }
}

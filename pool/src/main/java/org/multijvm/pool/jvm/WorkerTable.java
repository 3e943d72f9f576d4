package org.multijvm.pool.jvm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The workers there are, and the slots that they fill. Changed by the supervisor, read by anyone. */
final class WorkerTable {
    private final Map<WorkerChannel, Worker> workers = new ConcurrentHashMap<>();

    /** By id. */
    private final List<Slot> slots = new CopyOnWriteArrayList<>();

    private final LongSupplier clock;
    private long answeredByGone;

    /** @param clock of nanoseconds */
    WorkerTable(LongSupplier clock) {
        this.clock = clock;
    }

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
        if (worker.alive) {
            worker.alive = false;
            answeredByGone += worker.channel.answered();
        }
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

    /** How many workers are up and can be given tasks, or are at one. */
    int living() {
        int living = 0;
        for (Worker worker : workers.values()) {
            living += worker.state != Worker.State.LEAVING && worker.channel.isOfUse() ? 1 : 0;
        }
        return living;
    }

    /** How many workers are not up yet. */
    int starting() {
        return startingFor(Long.MAX_VALUE);
    }

    /** How many of them have been started less than so long ago. */
    int startingFor(long nanos) {
        long now = clock.getAsLong();
        int starting = 0;
        for (Worker worker : workers.values()) {
            starting += worker.state == Worker.State.STARTING && now - worker.startedAtNanos < nanos ? 1 : 0;
        }
        return starting;
    }

    /**
     * Holds the first slot that is free; of several one in which fewer starts have failed, so that a slot in which none can succeed, since its
     * device is gone, does not keep the others empty.
     *
     * @param most how many slots there may be before one is taken again in which a start has failed
     */
    Slot hold(int most) {
        Slot best = null;
        for (Slot slot : slots) {
            if (!slot.held && (best == null || slot.failedStarts < best.failedStarts)) {
                best = slot;
            }
        }
        if (best == null || (best.failedStarts > 0 && slots.size() < most)) {
            best = new Slot(slots.size() + 1);
            slots.add(best);
        }
        best.held = true;
        return best;
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

package org.multijvm.pool.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has, in the order of {@link RankedTasks}, and the limit on how much of them there may be. Under its owner's lock; apart from it, since
 * both engines have one. Those that wait for one worker are in a {@link Lane} of their own; they count with the others.
 *
 * <p>Submitters that wait for room are served in the order in which they came, so that no small task goes past a large one for which there is
 * not room enough yet. Whoever makes room grants it to the first of them, and takes it into account; the submitter, when it has the lock again,
 * uses the grant up. So what others take meanwhile cannot be what it was granted, and each is woken once.
 */
public final class WaitingTasks<T extends WorkItem<T>> {
    private final RankedTasks<T> tasks = new RankedTasks<>();

    /** Those that wait for one worker each. */
    private final List<Lane<T>> lanes = new ArrayList<>();

    private int size;
    private final String pool;
    private final ReentrantLock lock;
    private final long limitBytes;
    private final boolean refuseWhenFull;
    private long bytes;

    /** The submitters that wait for room, the first that came first. */
    private final ArrayDeque<Submitter> submitters = new ArrayDeque<>();

    /** What those of them have been granted that have not gone on yet. */
    private long granted;

    /** For looks without the lock. */
    private volatile boolean any;

    private volatile boolean closed;
    private @Nullable RejectedExecutionException broken;

    /** One that waits for room. */
    private static final class Submitter {
        final long weight;
        final Condition turn;
        boolean hasRoom;

        Submitter(long weight, Condition turn) {
            this.weight = weight;
            this.turn = turn;
        }
    }

    /**
     * None so far.
     *
     * @param pool the pool's name, for what is refused
     * @param lock the owner's
     * @param limitBytes how much may wait before a submitter must
     * @param refuseWhenFull whether a submitter is refused instead
     */
    public WaitingTasks(String pool, ReentrantLock lock, long limitBytes, boolean refuseWhenFull) {
        this.pool = pool;
        this.lock = lock;
        this.limitBytes = limitBytes;
        this.refuseWhenFull = refuseWhenFull;
    }

    /** Whether there are any; may be called without the lock. */
    public boolean any() {
        return any;
    }

    /** Whether new ones are taken no more; may be called without the lock. */
    public boolean isClosed() {
        return closed;
    }

    /** Takes no new ones any more, for this reason if it is the first that is given; lets submitters that wait know. */
    public void close(@Nullable RejectedExecutionException reason) {
        if (broken == null) {
            broken = reason;
        }
        closed = true;
        for (Submitter submitter : submitters) {
            submitter.turn.signal();
        }
    }

    /**
     * Refuses what a closed intake would refuse.
     *
     * @throws RejectedExecutionException if no new ones are taken
     */
    public void checkOpen() {
        if (broken != null) {
            throw new RejectedExecutionException(broken.getMessage(), broken.getCause());
        }
        if (closed) {
            throw new RejectedExecutionException("the pool takes no more tasks: it was shut down: pool=" + pool);
        }
    }

    /**
     * A list of tasks that wait for one worker, and count here.
     *
     * @param waived whether nobody waits for what is in there, see {@link #hasNone}
     */
    Lane<T> newLane(boolean waived) {
        Lane<T> lane = new Lane<>(this, waived);
        lanes.add(lane);
        return lane;
    }

    /** Its worker is gone, and it is empty. */
    void dropLane(Lane<T> lane) {
        lanes.remove(lane);
    }

    /** Whether there are none at all for which somebody waits, those in lanes included. */
    public boolean hasNone() {
        for (Lane<T> lane : lanes) {
            if (!lane.isEmpty() && !lane.isWaived()) {
                return false;
            }
        }
        return tasks.isEmpty();
    }

    /** How many there are, without those that only one worker may take. */
    public int movable() {
        int movable = size;
        for (Lane<T> lane : lanes) {
            movable -= lane.fixed();
        }
        return movable;
    }

    /** Whether there are none that any worker may take. */
    public boolean isEmpty() {
        return tasks.isEmpty();
    }

    /**
     * What waits.
     *
     * @param tasks how many
     * @param bytes what they take
     */
    public record Load(long tasks, long bytes) {}

    /** How much there is now. */
    public Load load() {
        return new Load(size, bytes);
    }

    /** For how long the one has waited that was taken first of those whose time is known; empty if there is none. */
    public Optional<Duration> oldest(long now) {
        long takenAt = tasks.oldestTakenAt();
        for (Lane<T> lane : lanes) {
            takenAt = Math.min(takenAt, lane.oldestTakenAt());
        }
        return takenAt == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, now - takenAt)));
    }

    /** How many, with those that nobody wants any more. */
    public int size() {
        return size;
    }

    /** The one to be taken next of those that are in no lane, dropped or not; null if there is none. */
    @Nullable
    public T first() {
        return tasks.first();
    }

    /** Whether there ever was a task with a priority; may be called without the lock. */
    public boolean isRanked() {
        return tasks.isRanked();
    }

    /** There is a task of this priority, which may not have to wait. */
    public void note(int priority) {
        tasks.note(priority);
    }

    /** The lowest priority that any of them had so far, not above that of tasks without one. */
    public int lowestPriority() {
        return tasks.lowest();
    }

    /** A new task, behind all others of its priority. */
    public void append(T task) {
        tasks.append(task);
        added(task);
    }

    /** A task that comes back, in front of all others of its priority. */
    public void prepend(T task) {
        tasks.prepend(task);
        added(task);
    }

    /** Takes the {@link #first} out, which there must be; {@link #signalRoom} follows. */
    public void removeFirst() {
        removed(tasks.removeFirst());
    }

    /** Removes those in front that nobody wants any more. */
    public void removeDropped() {
        T dropped;
        while ((dropped = tasks.removeDropped()) != null) {
            removed(dropped);
        }
        for (Lane<T> lane : lanes) {
            lane.removeDropped();
        }
        signalRoom();
    }

    /** Takes out one that somebody still wants, wherever it waits; null if there is none. Needs no memory. */
    @Nullable
    public T removeAny() {
        removeDropped();
        T task = first();
        if (task != null) {
            removeFirst();
            return task;
        }
        for (int i = 0; i < lanes.size(); i++) {
            task = lanes.get(i).first();
            if (task != null) {
                lanes.get(i).removeFirst();
                return task;
            }
        }
        return null;
    }

    /** Removes all, and gives those that somebody still wants. */
    public List<T> removeAll() {
        List<T> wanted = tasks.removeAll(size);
        for (Lane<T> lane : lanes) {
            wanted.addAll(lane.removeAll());
        }
        size = 0;
        bytes = 0;
        any = false;
        signalRoom();
        return wanted;
    }

    /** After removals: lets submitters go on for which there is room now. */
    public void signalRoom() {
        Submitter first;
        while ((first = submitters.peek()) != null && !isTooMuch(first.weight)) {
            submitters.remove();
            granted += first.weight;
            first.hasRoom = true;
            first.turn.signal();
        }
    }

    /**
     * Waits while a task of this weight would be too much, or others wait that came before. One that is larger than the limit is not too much
     * if nothing else waits. Behind it the caller uses the room up, or not, and then calls {@link #signalRoom}, in the same turn of the lock.
     *
     * @throws RejectedExecutionException if the pool refuses instead, or no new ones are taken any more after the wait
     */
    public void awaitRoom(long weight) throws InterruptedException {
        if (submitters.isEmpty() && !isTooMuch(weight)) {
            return;
        }
        if (refuseWhenFull) {
            throw new RejectedExecutionException(
                    "too much waits: waiting bytes=" + bytes + ", limit=" + limitBytes + ", pool=" + pool);
        }
        Submitter submitter = new Submitter(weight, lock.newCondition());
        submitters.add(submitter);
        try {
            while (!submitter.hasRoom) {
                submitter.turn.await();
                checkOpen();
            }
            granted -= weight;
        } catch (InterruptedException | RuntimeException | Error e) {
            if (submitter.hasRoom) {
                granted -= weight;
            } else {
                submitters.remove(submitter);
            }
            // those behind it may have room now
            signalRoom();
            throw e;
        }
    }

    private boolean isTooMuch(long weight) {
        long taken = bytes + granted;
        return taken > 0 && taken + weight > limitBytes;
    }

    /** Those in no lane. */
    RankedTasks<T> ranked() {
        return tasks;
    }

    void removed(T task) {
        size--;
        bytes -= task.weight();
        any = size > 0;
    }

    void added(T task) {
        size++;
        bytes += task.weight();
        any = true;
    }
}

package org.multijvm.pool.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that no worker has, in their order, and the limit on how much of them there may be. Under its owner's lock; apart from it, since
 * both engines have one.
 *
 * <p>Submitters that wait for room are served in the order in which they came, so that no small task goes past a large one for which there is
 * not room enough yet. Whoever makes room grants it to the first of them, and takes it into account; the submitter, when it has the lock again,
 * uses the grant up. So what others take meanwhile cannot be what it was granted, and each is woken once.
 */
public final class WaitingTasks<T extends WorkItem<T>> {
    /** A list by {@link WorkItem#behind}: to add to it needs no memory, so a full heap loses no task. */
    private @Nullable T first;

    private @Nullable T last;
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

    /** Whether there are none. */
    public boolean isEmpty() {
        return first == null;
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

    /** How many, with those that nobody wants any more. */
    public int size() {
        return size;
    }

    /** The one to be taken next, dropped or not; null if there is none. */
    @Nullable
    public T first() {
        return first;
    }

    /** A new task, behind all others. */
    public void append(T task) {
        T before = last;
        if (before == null) {
            first = task;
        } else {
            before.behind = task;
        }
        last = task;
        added(task);
    }

    /** A task that comes back, in front of all others. */
    public void prepend(T task) {
        task.behind = first;
        first = task;
        if (last == null) {
            last = task;
        }
        added(task);
    }

    /** Takes the {@link #first} out, which there must be; {@link #signalRoom} follows. */
    public void removeFirst() {
        T removed = Objects.requireNonNull(first);
        first = removed.behind;
        removed.behind = null;
        if (first == null) {
            last = null;
        }
        size--;
        bytes -= removed.weight();
        any = first != null;
    }

    /** Removes those in front that nobody wants any more. */
    public void removeDropped() {
        while (first != null && first.dropped) {
            removeFirst();
        }
        signalRoom();
    }

    /** Removes all, and gives those that somebody still wants. */
    public List<T> removeAll() {
        List<T> wanted = new ArrayList<>(size);
        T next;
        for (T task = first; task != null; task = next) {
            next = task.behind;
            task.behind = null;
            if (!task.dropped) {
                wanted.add(task);
            }
        }
        first = null;
        last = null;
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

    private void added(T task) {
        size++;
        bytes += task.weight();
        any = true;
    }
}

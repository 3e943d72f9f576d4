package org.multijvm.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** The tasks that no worker has, in their order, and the limit on how much of them there may be. Under its owner's lock. */
final class WaitingTasks {
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final Condition room;
    private final long limitBytes;
    private final boolean refuseWhenFull;
    private long bytes;
    private int submittersWaiting;

    /** For looks without the lock. */
    private volatile boolean any;

    private volatile boolean closed;
    private @Nullable RejectedExecutionException broken;

    /**
     * @param room of the owner's lock: signalled when there is room again
     * @param limitBytes how much may wait before a submitter must
     * @param refuseWhenFull whether a submitter is refused instead
     */
    WaitingTasks(Condition room, long limitBytes, boolean refuseWhenFull) {
        this.room = room;
        this.limitBytes = limitBytes;
        this.refuseWhenFull = refuseWhenFull;
    }

    /** Whether there are any; may be called without the lock. */
    boolean any() {
        return any;
    }

    /** Whether new ones are taken no more; may be called without the lock. */
    boolean isClosed() {
        return closed;
    }

    /** Takes no new ones any more, for this reason if it is the first that is given; lets submitters that wait know. */
    void close(@Nullable RejectedExecutionException reason) {
        if (broken == null) {
            broken = reason;
        }
        closed = true;
        room.signalAll();
    }

    /**
     * @throws RejectedExecutionException if no new ones are taken
     */
    void checkOpen() {
        if (broken != null) {
            throw new RejectedExecutionException(broken.getMessage(), broken.getCause());
        }
        if (closed) {
            throw new RejectedExecutionException("the pool takes no more tasks: it was shut down");
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    /**
     * What waits.
     *
     * @param tasks how many
     * @param bytes what they take
     */
    record Load(long tasks, long bytes) {}

    Load load() {
        return new Load(tasks.size(), bytes);
    }

    /** How many, with those that nobody wants any more. */
    int size() {
        return tasks.size();
    }

    @Nullable
    Task first() {
        return tasks.peek();
    }

    /** A new task, behind all others. */
    void append(Task task) {
        tasks.add(task);
        added(task);
    }

    /** A task that comes back, in front of all others. */
    void prepend(Task task) {
        tasks.addFirst(task);
        added(task);
    }

    void removeFirst() {
        bytes -= tasks.remove().weight();
        any = !tasks.isEmpty();
    }

    /** Removes all, and gives those that somebody still wants. */
    List<Task> removeAll() {
        List<Task> wanted = new ArrayList<>();
        for (Task task : tasks) {
            if (!task.dropped) {
                wanted.add(task);
            }
        }
        tasks.clear();
        bytes = 0;
        any = false;
        room.signalAll();
        return wanted;
    }

    /** After removals: lets submitters go on if there is room. */
    void signalRoom() {
        if (submittersWaiting > 0 && bytes < limitBytes) {
            room.signalAll();
        }
    }

    /**
     * Waits while a task of this weight would be too much. One that is larger than the limit is not, if nothing else waits.
     *
     * @throws RejectedExecutionException if the pool refuses instead, or no new ones are taken any more after the wait
     */
    void awaitRoom(long weight) throws InterruptedException {
        if (!isTooMuch(weight)) {
            return;
        }
        if (refuseWhenFull) {
            throw new RejectedExecutionException("too much waits: waiting bytes=" + bytes + ", limit=" + limitBytes);
        }
        submittersWaiting++;
        try {
            while (isTooMuch(weight)) {
                room.await();
                checkOpen();
            }
        } finally {
            submittersWaiting--;
        }
    }

    private boolean isTooMuch(long weight) {
        return bytes > 0 && bytes + weight > limitBytes;
    }

    private void added(Task task) {
        bytes += task.weight();
        any = true;
    }
}

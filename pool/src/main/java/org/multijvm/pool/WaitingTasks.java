package org.multijvm.pool;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** The tasks that no worker has, in their order, and the limit on how much of them there may be. Under the dispatcher's lock. */
final class WaitingTasks {
    private final ArrayDeque<Task> tasks = new ArrayDeque<>();
    private final Condition room;
    private final long limitBytes;
    private final boolean refuseWhenFull;
    private long bytes;
    private int submittersWaiting;

    /** For looks without the lock. */
    private volatile boolean any;

    /**
     * @param room of the dispatcher's lock: signalled when there is room again
     * @param limitBytes how much may wait before a submitter must
     * @param refuseWhenFull whether a submitter is refused instead
     */
    WaitingTasks(Condition room, long limitBytes, boolean refuseWhenFull) {
        this.room = room;
        this.limitBytes = limitBytes;
        this.refuseWhenFull = refuseWhenFull;
    }

    /** Whether there are any; the one method that may be called without the lock. */
    boolean any() {
        return any;
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
     * @param stillOpen called after each sleep; throws if the pool was closed meanwhile
     * @throws RejectedExecutionException if the pool refuses instead
     */
    void awaitRoom(long weight, Runnable stillOpen) throws InterruptedException {
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
                stillOpen.run();
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

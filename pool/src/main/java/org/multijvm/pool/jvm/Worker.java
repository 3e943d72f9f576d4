package org.multijvm.pool.jvm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.TimedEvents;

/**
 * A worker JVM, as the supervisor sees it.
 *
 * <pre>
 *   STARTING --- READY ---> SERVING --- told to leave ---> LEAVING --- ends ---> gone
 *      |                       ^
 *      | READY, and the one     | that one is told to leave, or dies
 *      v it replaces serves     |
 *   RESERVE --------------------+
 * </pre>
 *
 * Wherever it ends without having been told to, it has crashed; in STARTING that is a failed start. Only the supervisor writes here.
 */
public final class Worker {
    /** Where in its life it is. */
    public enum State {
        STARTING,
        RESERVE,
        SERVING,
        LEAVING
    }

    /** How far the supervisor is with its end. */
    enum Leave {
        DRAINS,
        IS_TOLD,
        FAILS_TASK,
        IS_REPLACED,
        HAS_LEFT
    }

    final Slot slot;
    final WorkerChannel channel;
    final WorkerProcess process;

    /** What this JVM holds of it to show it. */
    final WorkerView view;

    final long pid;
    final Instant startedAt = Instant.now();
    final long startedAtNanos;
    volatile State state = State.STARTING;

    /** Its number among all starts if no other was under way when it began, else 0. */
    int loneStart;

    /** The worker in whose place this one is to come; null once it is there. */
    @Nullable
    Worker replaces;

    /** The worker that is to come into this one's place. */
    @Nullable
    Worker replacement;

    /** A replacement died, and the next one is to be started after a pause. */
    boolean replacementDue;

    /** It needs a replacement, and none may be started now. */
    boolean replacementHeld;

    /** Why it leaves, or is to leave when its replacement is ready. */
    @Nullable
    WorkerEnd reason;

    /** The pool killed it. */
    boolean killed;

    Leave leaves = Leave.DRAINS;

    /** What it ran when it died. */
    @Nullable
    SentTask ran;

    /** What it ran when the pool killed it to stop that, until it has been failed. */
    @Nullable
    SentTask stopped;

    /** Unset when its end has been dealt with. */
    volatile boolean alive = true;

    /** The number of the last dump that it answered, under the lock of {@link WorkerDumps}. */
    long lastDump;

    long readyAtNanos;

    /** When the worker was last seen with a task, and how many it had answered then. */
    long activeAtNanos;

    long answeredWhenSeen;

    /** It has been told to end and has no task left. */
    boolean exiting;

    /** When it is ended if it has not by itself. */
    TimedEvents.@Nullable Timer deadline;

    Worker(Slot slot, WorkerChannel channel, WorkerProcess process, WorkerView view, long startedAtNanos) {
        this.view = view;
        this.startedAtNanos = startedAtNanos;
        this.slot = slot;
        this.channel = channel;
        this.process = process;
        this.pid = process.pid();
    }

    String name() {
        return channel.name;
    }

    /** Whether it is to leave as soon as another one can take its place. */
    boolean mustGo() {
        return reason == WorkerEnd.MEMORY || channel.isSpent();
    }

    /** Ends it by the pool's own will. */
    void kill() {
        killed = true;
        process.kill();
    }
}

package org.multijvm.pool.jvm;

import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.engine.TimedEvents;

/**
 * Looks from time to time at what the workers hold and how long they have been idle, in the supervisor's thread.
 *
 * <p>It looks only where there is a limit to hold: for idle time, only while there are more workers than the least; for memory, every 100
 * ms while a worker is at work and every second while none is. A look reads one line of {@code /proc} for each worker that has had
 * a task since the last look, also one that has only ended it: a task may have grown the worker after the look that met it.
 */
final class WorkerWatch {
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long BUSY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Workforce workforce;
    private final WorkerTable table;
    private final TimedEvents events;
    private final LongSupplier clock;
    private final long maxMemory;
    private final long idleNanos;
    private boolean armed;

    WorkerWatch(PoolParts parts, Workforce workforce, WorkerTable table) {
        LifeOptions life = parts.options().life();
        this.workforce = workforce;
        this.table = table;
        this.events = parts.events();
        this.clock = parts.clock();
        this.maxMemory = life.maxMemory();
        this.idleNanos = TimeUnit.NANOSECONDS.convert(life.idleTime());
    }

    /** After the number of workers has changed: looks again if there is something to look for. */
    void arm() {
        if (!armed && (maxMemory > 0 || workforce.spare() > 0)) {
            armed = true;
            events.after(pause(true), this::look);
        }
    }

    private void look() {
        armed = false;
        long now = clock.getAsLong();
        boolean anyActive = false;
        for (Worker worker : new ArrayList<>(table.all())) {
            if (worker.state != Worker.State.SERVING) {
                continue;
            }
            // before live: an answer that comes in between is then seen by the next look
            long answered = worker.channel.answered();
            boolean active = answered != worker.answeredWhenSeen || worker.channel.live() > 0;
            if (active) {
                anyActive = true;
                worker.activeAtNanos = now;
                worker.answeredWhenSeen = answered;
                checkMemory(worker);
            } else if (now - worker.activeAtNanos >= idleNanos && workforce.spare() > 0) {
                workforce.dismiss(worker, WorkerEnd.IDLE);
            }
        }
        if (!armed && (maxMemory > 0 || workforce.spare() > 0)) {
            armed = true;
            events.after(pause(anyActive), this::look);
        }
    }

    /** One that has not ended a task yet stays, so that too low a limit makes the pool slow and not useless. */
    private void checkMemory(Worker worker) {
        if (maxMemory > 0
                && worker.reason == null
                && worker.channel.answeredOfAll() > 0
                && ResidentMemory.of(worker.pid) > maxMemory) {
            workforce.recycle(worker, WorkerEnd.MEMORY);
        }
    }

    private long pause(boolean active) {
        long forIdle = workforce.spare() > 0
                ? Math.max(SHORTEST_NANOS, Math.min(LONGEST_NANOS, idleNanos / 4))
                : LONGEST_NANOS;
        return maxMemory > 0 && active ? Math.min(BUSY_NANOS, forIdle) : forIdle;
    }
}

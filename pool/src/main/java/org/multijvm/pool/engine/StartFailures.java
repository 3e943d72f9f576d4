package org.multijvm.pool.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.WorkerStartException;

/**
 * Decides what follows when workers cannot be started. Confined to the supervisor, but for what it says of itself.
 *
 * <pre>
 *   NEW --- a worker comes up ---> UP --- a start fails ---> TROUBLED --- a worker comes up ---> UP
 *    |                                                          |
 *    | three tries have failed, the last one alone              | a start fails, and no worker has lived for the patience
 *    +------------------------> given up &lt;-----------------------+
 * </pre>
 *
 * <p>A pool that never came up has a cause that stays, as a rule: a wrong flag. What keeps one from starting workers that was up passes: the
 * JDK is being replaced, memory or descriptors are short for a while. It goes on with the workers it has.
 *
 * <p>The first two failures in a row are followed by a try at once, each further one by a pause that doubles, from 50 ms to a second while no
 * worker lives and to ten seconds while one does; meanwhile there is one try at a time, in however many slots a worker is missing. So
 * there is never a storm of starts, and a trouble is over at most as long after its cause as that has lasted. A worker that somebody
 * kills while it starts tells nothing of the next start: it is no reason to give up a pool that never came up before its patience is over.
 */
public final class StartFailures {
    /** How many starts may fail before a pool of which no worker came up is given up. */
    public static final int TRIES = 3;

    static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    static final long LONGEST_ALONE_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The longest pause between two tries. */
    public static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final long patienceNanos;
    private final LongSupplier clock;
    private volatile boolean everUp;
    private int inARow;

    /** Those of them that nobody else has brought about. */
    private int refused;

    private int pauses;

    /** No worker lived at the last failure. */
    private boolean alone;

    private long aloneSince;
    private volatile @Nullable Trouble trouble;

    /**
     * None so far.
     *
     * @param patienceNanos for how long no worker may live until a pool that was up is given up
     * @param clock of nanoseconds
     */
    public StartFailures(long patienceNanos, LongSupplier clock) {
        this.patienceNanos = patienceNanos;
        this.clock = clock;
    }

    /**
     * That workers cannot be started.
     *
     * @param since when the first of the starts in a row failed
     * @param tries how many have failed
     * @param last how the last one did
     */
    public record Trouble(Instant since, int tries, WorkerStartException last) {}

    /** A worker has come up. Gives the trouble that is over now, if there was one. */
    @Nullable
    public Trouble reset() {
        Trouble over = trouble;
        everUp = true;
        inARow = 0;
        refused = 0;
        pauses = 0;
        alone = false;
        trouble = null;
        return over;
    }

    /** True once a worker has come up; by any thread. */
    public boolean everUp() {
        return everUp;
    }

    /** True while so few starts have failed in a row that any number may be tried at a time. */
    public boolean isFree() {
        return inARow < TRIES;
    }

    /** What keeps workers from starting, or null; by any thread. */
    @Nullable
    public Trouble trouble() {
        return trouble;
    }

    /** How a pool is that lives; by any thread. */
    public PoolHealth health(int living, int wanted) {
        boolean up = everUp;
        Trouble now = trouble;
        if (now == null) {
            return PoolHealth.well(up ? PoolHealth.State.UP : PoolHealth.State.STARTING, living, wanted);
        }
        PoolHealth.State state =
                living > 0 ? PoolHealth.State.DEGRADED : up ? PoolHealth.State.DOWN : PoolHealth.State.STARTING;
        return new PoolHealth(
                state,
                living,
                wanted,
                now.tries(),
                Optional.of(now.since()),
                Optional.ofNullable(now.last().getMessage()));
    }

    /**
     * One more.
     *
     * @param killed whether somebody else has ended the worker before it was up
     * @param living how many workers of the pool are up
     * @param crowded whether others are being started, or were while this one was
     * @return null if the pool goes on, else why it is given up
     */
    @Nullable
    public WorkerStartException add(WorkerStartException failure, boolean killed, int living, boolean crowded) {
        inARow++;
        refused += killed ? 0 : 1;
        Trouble before = trouble;
        trouble = new Trouble(before == null ? Instant.now() : before.since(), inARow, failure);
        long now = clock.getAsLong();
        if (living > 0) {
            alone = false;
        } else if (!alone) {
            alone = true;
            aloneSince = now;
        }
        if (crowded) {
            // one of the others may come up; or this one would have, had the others not taken the last of the threads
            return null;
        }
        if (!everUp && refused >= TRIES) {
            return givenUp("", failure);
        }
        boolean impatient = alone && now - aloneSince >= patienceNanos && (everUp || inARow >= TRIES);
        return impatient
                ? givenUp(
                        "no worker has lived for=" + TimeUnit.NANOSECONDS.toMillis(now - aloneSince) + " ms, ", failure)
                : null;
    }

    /** How long to wait until the next try, in ns. */
    public long pause(int living) {
        if (isFree()) {
            return 0;
        }
        long pause =
                Math.min(living > 0 ? LONGEST_NANOS : LONGEST_ALONE_NANOS, FIRST_PAUSE_NANOS << Math.min(pauses, 20));
        pauses++;
        if (!alone) {
            return pause;
        }
        long left = patienceNanos - (clock.getAsLong() - aloneSince);
        return Math.min(pause, Math.max(left, FIRST_PAUSE_NANOS));
    }

    private WorkerStartException givenUp(String why, WorkerStartException failure) {
        return new WorkerStartException(
                "workers cannot be started, given up: " + why + "tries in a row=" + inARow + ": "
                        + failure.getMessage(),
                failure.getCause());
    }
}

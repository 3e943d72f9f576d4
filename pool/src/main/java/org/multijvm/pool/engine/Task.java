package org.multijvm.pool.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueReader;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.WorkerCrashedException;

/**
 * One unit of work: how it is to be run, how its result is read, and what becomes of it. What an engine knows of it besides is its {@link WorkItem}.
 *
 * <p>{@link #succeed}, {@link #answered} or {@link #fail} is called exactly once, in any thread; none of them blocks or runs code of the user's. All else belongs to the submitter before {@link
 * Engine#submit}, and to the engine from then on.
 */
public abstract class Task {
    /** See {@link #readPlain}. */
    public static final Object NOT_PLAIN = new Object();

    /** The kind of its call, see {@link CallKind}. */
    public final int kind;

    private TaskOptions options = TaskOptions.defaults();

    /** Set before the completion. */
    private long nanos;

    /** What its engine knows of it; null before it is taken. */
    private volatile @Nullable WorkItem<?> item;

    /** How its tries have failed so far; replaced as a whole by whoever decides that it is tried again. */
    private volatile List<Throwable> failures = List.of();

    /** A task that nobody has submitted. */
    public Task(int kind) {
        this.kind = kind;
    }

    /** How long the function took; 0 before, and where nobody has measured it. */
    public final long nanos() {
        return nanos;
    }

    /** By the engine, before the completion. */
    public final void took(long measured) {
        nanos = measured;
    }

    /** By whoever submits it, before. */
    public final void options(TaskOptions newOptions) {
        options = newOptions;
    }

    /** How it is to be run: its engine keeps to that. */
    public final TaskOptions options() {
        return options;
    }

    /** How often the task has been or is being tried. */
    public final int tries() {
        return failures.size() + 1;
    }

    /** By whoever ends a try: notes how it has failed, and tells whether the task may be tried again. */
    public final boolean tryAgainAfter(Throwable failure) {
        if (tries() > options.retries()) {
            return false;
        }
        List<Throwable> more = new ArrayList<>(failures);
        more.add(failure);
        failures = more;
        return true;
    }

    /** The failure of the last try, with those before. */
    public final Throwable failureOfAllTries(Throwable last) {
        List<Throwable> earlier = failures;
        if (earlier.isEmpty()) {
            return last;
        }
        if (last instanceof WorkerCrashedException crash) {
            List<WorkerCrashedException> crashes = new ArrayList<>();
            for (Throwable each : earlier) {
                if (each instanceof WorkerCrashedException earlierCrash) {
                    crashes.add(earlierCrash);
                }
            }
            if (crashes.size() == earlier.size()) {
                return new WorkerCrashedException(crash, crashes);
            }
        }
        for (Throwable each : earlier) {
            if (each != last) {
                last.addSuppressed(each);
            }
        }
        return last;
    }

    /** By the engine that takes it. */
    final void carriedAs(WorkItem<?> itsItem) {
        item = itsItem;
    }

    /** What its engine knows of it; null if none has taken it. */
    public final @Nullable WorkItem<?> item() {
        return item;
    }

    /** Reads the result out of an answer; this may run code of the user's. */
    public abstract @Nullable Object read(ValueReader in);

    /**
     * Reads the result where that is no more than moving bytes: a number, a string, an array of primitives.
     *
     * @return {@link #NOT_PLAIN} if it is something else; then nothing was read
     */
    @Nullable
    public Object readPlain(ValueReader in) {
        return in.isPlain() ? read(in) : NOT_PLAIN;
    }

    /** Completes with what {@link #read} or {@link #readPlain} gave. */
    public abstract void succeed(@Nullable Object value);

    /** Completes with what a worker answered and nobody has read yet, a result or what was thrown. */
    public abstract void answered(Unread answer);

    /** Completes without a result. */
    public abstract void fail(Throwable reason);
}

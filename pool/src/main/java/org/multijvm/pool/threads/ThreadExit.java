package org.multijvm.pool.threads;

import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.task.ExitResult;

/**
 * The exit function of one thread of a {@link ThreadCrew}, with its limit.
 *
 * <p>Whether the function or the limit comes first is decided by one flag. When the limit does, the thread is interrupted and left to itself: the
 * crew goes on, and ends, without it.
 */
final class ThreadExit {
    private final ThreadCrew crew;
    private final ThreadWorker thread;
    private final LifeOptions life;
    private final AtomicBoolean decided = new AtomicBoolean();

    ThreadExit(ThreadCrew crew, ThreadWorker thread, LifeOptions life) {
        this.crew = crew;
        this.thread = thread;
        this.life = life;
    }

    /** In that thread, as its last. */
    void run(SerializableCallable<?> function) {
        Future<?> watch = crew.limits().after(TimeUnit.NANOSECONDS.convert(life.exitLimit()), this::overdue);
        Object value = null;
        Throwable failure = null;
        try {
            value = function.call();
        } catch (Throwable e) {
            failure = e;
        }
        if (watch != null) {
            watch.cancel(false);
        }
        if (decided.compareAndSet(false, true)) {
            crew.exits().add(new ExitResult(thread.getName(), thread.id(), value, Optional.ofNullable(failure)));
        }
    }

    private void overdue() {
        if (!decided.compareAndSet(false, true)) {
            return;
        }
        String message = "the exit function took too long, its thread is interrupted and left to itself: limit="
                + life.exitLimit() + ", thread=" + thread.getName();
        TimeoutException late = new TimeoutException(message);
        late.setStackTrace(thread.getStackTrace());
        crew.exits().add(new ExitResult(thread.getName(), thread.id(), null, Optional.of(late)));
        thread.interrupt();
        // behind the result, which must be there when the crew has ended
        crew.gone(thread);
    }
}

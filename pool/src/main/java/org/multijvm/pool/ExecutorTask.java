package org.multijvm.pool;

import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Unread;

/** A task of an executor: keeps what was submitted until it has ended, for {@code shutdownNow} to return. */
final class ExecutorTask<R> extends CallTask<R> {
    private final @Nullable R resultOfRunnable;
    private volatile @Nullable Object work;

    /**
     * @param work the Callable or Runnable that the kind tells
     * @param resultOfRunnable what a Runnable ends with
     */
    ExecutorTask(int kind, Outcome<R> outcome, Engine engine, Object work, @Nullable R resultOfRunnable) {
        super(kind, outcome, engine);
        this.work = work;
        this.resultOfRunnable = resultOfRunnable;
    }

    /** Fails a task that no worker has started, and returns what was submitted, to be run in this JVM. */
    Runnable takeOut(Throwable reason) {
        Object submitted = Objects.requireNonNull(work);
        fail(reason);
        return submitted instanceof Callable<?> callable && kind == CallKind.CALL
                ? () -> callHere(callable)
                : (Runnable) submitted;
    }

    @Override
    public void succeed(@Nullable Object value) {
        work = null;
        super.succeed(kind == CallKind.CALL ? value : resultOfRunnable);
    }

    @Override
    public void answered(Unread answer) {
        if (kind == CallKind.CALL || answer.isError()) {
            work = null;
            super.answered(answer);
        } else {
            succeed(null);
        }
    }

    @Override
    public void fail(Throwable reason) {
        work = null;
        super.fail(reason);
    }

    private static void callHere(Callable<?> callable) {
        try {
            callable.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}

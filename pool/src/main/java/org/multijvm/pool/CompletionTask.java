package org.multijvm.pool;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A task that is already submitted, as an {@link java.util.concurrent.ExecutorCompletionService} wants it. */
record CompletionTask<T extends @Nullable Object>(AsyncResult<T> result) implements RunnableFuture<T> {
    /** Its worker does. */
    @Override
    public void run() {}

    /** Runs once the result is there. */
    @SuppressWarnings("FutureReturnValueIgnored") // the stage only says that the result is there
    void thenRun(Runnable action) {
        result.whenComplete((value, failure) -> action.run());
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        return result.cancel(mayInterruptIfRunning);
    }

    @Override
    public boolean isCancelled() {
        return result.isCancelled();
    }

    @Override
    public boolean isDone() {
        return result.isDone();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        return result.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return result.get(timeout, unit);
    }
}

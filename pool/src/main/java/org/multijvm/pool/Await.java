package org.multijvm.pool;

import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.multijvm.pool.engine.Thrown;

/** How the blocking methods wait, and how they throw what a task threw. */
final class Await {
    private Await() {}

    /** Waits for a result; gives the task up if interrupted. */
    static <R> R result(AsyncResult<R> result) throws InterruptedException {
        try {
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            throw result.isCopy() ? rethrown(thrown) : unchecked(thrown);
        }
    }

    /** The task's own error, with the caller's frames below the worker's. */
    static RuntimeException rethrown(Throwable thrown) {
        if (!(thrown instanceof RuntimeException) && !(thrown instanceof Error)) {
            return Thrown.ofJoin(thrown);
        }
        try {
            StackTraceElement[] remote = thrown.getStackTrace();
            StackTraceElement[] local = new Throwable().getStackTrace();
            StackTraceElement[] both = Arrays.copyOf(remote, remote.length + local.length - 2);
            System.arraycopy(local, 2, both, remote.length, local.length - 2);
            thrown.setStackTrace(both);
        } catch (RuntimeException | Error itsOwnMethods) {
            // it is thrown as it is
            return unchecked(thrown);
        }
        return unchecked(thrown);
    }

    /** Throws an error; a checked exception is wrapped. */
    static RuntimeException unchecked(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException unchecked ? unchecked : Thrown.ofJoin(thrown);
    }
}

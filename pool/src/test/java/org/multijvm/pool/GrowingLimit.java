package org.multijvm.pool;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.multijvm.pool.task.TaskTimeoutException;

/**
 * Runs a check with ever longer limits, until one is long enough for the machine: how long a busy one takes for the shortest task nobody
 * knows. Only a limit that was over too early is tried again, never a check that fails.
 */
final class GrowingLimit {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(12);

    private GrowingLimit() {}

    /** Throws what the check threw with the longest limit. */
    static void hold(Check check) throws Exception {
        Duration limit = FIRST;
        while (limit.compareTo(LONGEST) < 0) {
            try {
                check.with(limit);
                return;
            } catch (TaskTimeoutException | TooEarly tooShort) {
                limit = limit.multipliedBy(2);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TaskTimeoutException)) {
                    throw e;
                }
                limit = limit.multipliedBy(2);
            }
        }
        check.with(limit);
    }

    /** A check; throws what an unexpected end of the limit makes its calls throw, or {@link TooEarly}. */
    interface Check {
        void with(Duration limit) throws Exception;
    }

    /** The limit was over before the task had come where it was to be met. */
    static final class TooEarly extends Exception {
        private static final long serialVersionUID = 1L;

        TooEarly(Throwable what) {
            super("the limit was over before the task was where it was to be met", what);
        }
    }
}

package org.multijvm.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the workers' exit functions gave so far. Thread-safe. */
final class ExitResults {
    private final List<ExitResult> results = new CopyOnWriteArrayList<>();

    /** The first one for each worker counts: the collector may bring a result while the supervisor gives up waiting for it. */
    synchronized void add(Worker worker, @Nullable Object value, @Nullable Throwable failure) {
        if (worker.exitArrived) {
            return;
        }
        worker.exitArrived = true;
        add(new ExitResult(worker.name(), worker.slot.id, value, failure));
    }

    /** What a worker's exit function gave; once for each. */
    void add(ExitResult result) {
        results.add(result);
        if (result.failed()) {
            LoggerFactory.getLogger(ExitResults.class)
                    .warn("the exit function failed: worker={}", result.worker(), result.failure());
        }
    }

    List<ExitResult> all() {
        return List.copyOf(results);
    }
}

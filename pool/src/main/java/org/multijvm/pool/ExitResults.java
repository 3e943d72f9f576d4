package org.multijvm.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the workers' exit functions gave so far. Thread-safe. */
final class ExitResults {
    private final List<ExitResult> results = new CopyOnWriteArrayList<>();

    /** Once for each worker that ran the function. */
    void add(Worker worker, @Nullable Object value, @Nullable Throwable failure) {
        worker.exitArrived = true;
        results.add(new ExitResult(worker.name(), worker.slot.id, value, failure));
        if (failure != null) {
            LoggerFactory.getLogger(ExitResults.class)
                    .warn("the exit function failed: worker={}", worker.name(), failure);
        }
    }

    List<ExitResult> all() {
        return List.copyOf(results);
    }
}

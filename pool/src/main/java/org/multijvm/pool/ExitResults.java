package org.multijvm.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What the workers' exit functions gave so far. Thread-safe. */
final class ExitResults {
    private final List<ExitResult> results = new CopyOnWriteArrayList<>();

    /** What a worker said at its end, until somebody asks what that is. */
    private final List<Said> said = new CopyOnWriteArrayList<>();

    private record Said(String worker, int id, Answer answer) {}

    /** The first one for each worker counts: the collector may bring a result while the supervisor gives up waiting for it. */
    synchronized void add(Worker worker, Answer answer) {
        if (!worker.exitArrived) {
            said.add(new Said(worker.name(), worker.slot.id, answer));
            worker.exitArrived = true;
        }
    }

    /** See {@link #add(Worker, Answer)}. */
    synchronized void add(Worker worker, Throwable failure) {
        if (!worker.exitArrived) {
            add(new ExitResult(worker.name(), worker.slot.id, null, failure));
            worker.exitArrived = true;
        }
    }

    /** What a worker's exit function gave; once for each. */
    void add(ExitResult result) {
        results.add(result);
        if (result.failed()) {
            LoggerFactory.getLogger(ExitResults.class)
                    .warn("the exit function failed: worker={}", result.worker(), result.failure());
        }
    }

    private synchronized void heard(Said each) {
        if (said.remove(each)) {
            add(new ExitResult(each.worker, each.id, each.answer.value(), each.answer.failure()));
        }
    }

    /** All of them; decodes what is not decoded yet. */
    List<ExitResult> all() {
        for (Said each : said) {
            each.answer.read();
            heard(each);
        }
        return List.copyOf(results);
    }
}

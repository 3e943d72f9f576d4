package org.multijvm.pool.engine;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.multijvm.pool.task.ExitResult;
import org.slf4j.LoggerFactory;

/** What the workers' exit functions gave so far. Thread-safe. */
public final class ExitResults {
    private final List<ExitResult> results = new CopyOnWriteArrayList<>();

    /** What a worker said at its end, until somebody asks what that is. */
    private final List<Said> said = new CopyOnWriteArrayList<>();

    private record Said(String worker, int id, Unread answer) {}

    /** The first one for each worker counts: the collector may bring a result while the supervisor gives up waiting for it. */
    public synchronized void add(String worker, int id, Unread answer) {
        if (!has(worker)) {
            said.add(new Said(worker, id, answer));
        }
    }

    /** See {@link #add(String, int, Unread)}. */
    public synchronized void add(String worker, int id, Throwable failure) {
        if (!has(worker)) {
            add(new ExitResult(worker, id, null, Optional.of(failure)));
        }
    }

    /** Whether anything was added for a worker. */
    public synchronized boolean has(String worker) {
        for (Said each : said) {
            if (each.worker.equals(worker)) {
                return true;
            }
        }
        for (ExitResult each : results) {
            if (each.worker().equals(worker)) {
                return true;
            }
        }
        return false;
    }

    /** What a worker's exit function gave; once for each. */
    public void add(ExitResult result) {
        results.add(result);
        if (result.failed()) {
            LoggerFactory.getLogger(ExitResults.class)
                    .warn(
                            "the exit function failed: worker={}",
                            result.worker(),
                            result.failure().orElse(null));
        }
    }

    private synchronized void heard(Said each) {
        if (said.remove(each)) {
            add(new ExitResult(each.worker, each.id, each.answer.value(), Optional.ofNullable(each.answer.failure())));
        }
    }

    /** All of them; decodes what is not decoded yet. */
    public List<ExitResult> all() {
        for (Said each : said) {
            each.answer.read();
            heard(each);
        }
        return List.copyOf(results);
    }
}

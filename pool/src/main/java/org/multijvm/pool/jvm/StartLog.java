package org.multijvm.pool.jvm;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.StartFailures;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells in the log that a pool that was up cannot start workers, and that it can again. */
final class StartLog {
    private StartLog() {}

    /** The first of several failures in a row, and then ever fewer of them. */
    static void failed(String pool, int living, int wanted, StartFailures.@Nullable Trouble trouble, long pauseNanos) {
        if (trouble == null || Integer.bitCount(trouble.tries()) > 1) {
            return;
        }
        logger().warn(
                        "a worker cannot be started, the pool goes on with those it has and tries again: pool={}, living={}, wanted={}, "
                                + "failures in a row={}, next try in={} ms: {}",
                        pool,
                        living,
                        wanted,
                        trouble.tries(),
                        TimeUnit.NANOSECONDS.toMillis(pauseNanos),
                        trouble.last().getMessage());
    }

    static void over(String pool, String worker, StartFailures.Trouble trouble) {
        logger().info(
                        "workers can be started again: pool={}, worker={}, failures={}, trouble lasted={} ms",
                        pool,
                        worker,
                        trouble.tries(),
                        Duration.between(trouble.since(), Instant.now()).toMillis());
    }

    private static Logger logger() {
        return LoggerFactory.getLogger(StartLog.class);
    }
}

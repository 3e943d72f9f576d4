package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.WorkerStartException;

/**
 * Something fails while a worker is being started, in the code around its launch. That no process, pipe, thread or file is left, the leak check
 * of each test sees; here the pool must end by itself and say why.
 */
@Tag("process")
class WorkerStartFaultTest {
    /** A log that cannot be written: a worker's debugger port is announced when its process is there, and the pool does not know it yet. */
    private static final class BrokenStream extends PrintStream {
        private final AtomicInteger announced = new AtomicInteger();

        BrokenStream() {
            super(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        }

        @Override
        public void println(String line) {
            if (String.valueOf(line).contains("listens for a debugger")) {
                announced.incrementAndGet();
                throw new IllegalStateException("the log is broken");
            }
        }
    }

    @Test
    void leavesNothingWhenItFailsBehindTheLaunch() throws Exception {
        PrintStream original = System.err;
        BrokenStream broken = new BrokenStream();
        System.setErr(broken);
        try {
            // suspended, so that no process ends by itself
            Pool pool = Pool.builder()
                    .workers(1)
                    .debug(true)
                    .forwardLogging()
                    .shared("model", List.of(1, 2, 3))
                    .start();
            assertThat(failureOf(pool.applyAsync(Tasks::plusOne, 1))).hasMessageContaining("the log is broken");
            assertThat(broken.announced).as("processes that were launched").hasValue(3);
            awaitEnd(pool);
        } finally {
            System.setErr(original);
        }
    }

    @Test
    void leavesNothingWhenItFailsBeforeTheLaunch() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        Pool pool = Pool.builder()
                .workers(1)
                .forwardLogging()
                .environment(id -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("no device is left");
                })
                .start();
        assertThat(failureOf(pool.applyAsync(Tasks::plusOne, 1))).hasMessageContaining("no device is left");
        assertThat(asked).hasValue(3);
        awaitEnd(pool);
    }

    private static Throwable failureOf(AsyncResult<?> result) {
        Throwable thrown = catchThrowable(() -> result.get(60, TimeUnit.SECONDS));
        assertThat(thrown).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(WorkerStartException.class);
        return thrown.getCause();
    }

    private static void awaitEnd(Pool pool) throws InterruptedException {
        pool.shutdown();
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(pool.stats().workers()).isEmpty();
    }
}

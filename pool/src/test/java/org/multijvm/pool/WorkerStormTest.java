package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.jvm.RestartGuard;
import org.multijvm.pool.jvm.Worker;
import org.multijvm.pool.jvm.WorkerLife;
import org.multijvm.pool.task.WorkerStartException;

/** Workers that die as soon as they are up, again and again. */
@Tag("process")
class WorkerStormTest {
    @Test
    @Timeout(600)
    void aLongSeriesOfTasksThatCrashDoesNotBreakThePool() throws Exception {
        try (Pool pool = Pool.of(1)) {
            List<AsyncResult<Integer>> crashing = new ArrayList<>();
            for (int i = 0; i < RestartGuard.IDLE_DEATHS + 2; i++) {
                crashing.add(pool.applyAsync(Tasks::halt, 3));
            }
            AsyncResult<Integer> last = pool.applyAsync(Tasks::plusOne, 1);
            for (AsyncResult<Integer> one : crashing) {
                PoolCrashTest.crashOf(one);
            }
            assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    @Timeout(600)
    void givesUpWhenWorkersDieWithoutEverDoingATask(@TempDir Path folder) {
        try (Pool pool = Pool.builder()
                .workers(1)
                .workerStartPatience(Duration.ZERO)
                .initializer(WorkerStormTest::dieWhenToldTo, folder.toString())
                .start()) {
            // often, since the deaths are to be quick ones
            await().atMost(500, TimeUnit.SECONDS)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .until(() -> {
                        tellToDie(pool, folder);
                        return isBroken(pool);
                    });
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("die again and again")
                    .hasMessageContaining("exit=7")
                    .hasCauseInstanceOf(WorkerStartException.class);
        }
    }

    @Test
    void closesInTheMiddleOfAStorm() {
        Pool pool =
                Pool.builder().workers(2).initializer(WorkerStormTest::dieSoon).start();
        await().atMost(60, TimeUnit.SECONDS)
                .until(() -> ProcessHandle.current().children().findAny().isPresent());
        pool.close();
    }

    /** Looks without giving the workers anything to do. */
    private static boolean isBroken(Pool pool) {
        try {
            pool.imap(Tasks::plusOne, List.<Integer>of()).close();
            return false;
        } catch (RejectedExecutionException e) {
            return true;
        }
    }

    /** Those that the pool has seen ready, or else this would be a start that failed. */
    private static void tellToDie(Pool pool, Path folder) {
        for (WorkerLife life : WorkerLifeTest.lives(pool)) {
            if (life.state() == Worker.State.SERVING) {
                Tasks.announce(folder.resolve(Long.toString(life.pid())).toString());
            }
        }
    }

    private static void dieWhenToldTo(String folder) {
        dieAfter(() -> Tasks.waitForFile(folder + "/" + Tasks.pid()));
    }

    /** About when the worker is ready. */
    private static void dieSoon() {
        dieAfter(() -> Thread.sleep(200));
    }

    private static void dieAfter(Wait wait) {
        Thread death = new Thread(() -> {
            try {
                wait.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Runtime.getRuntime().halt(7);
        });
        death.setDaemon(true);
        death.start();
    }

    private interface Wait {
        void await() throws InterruptedException;
    }
}

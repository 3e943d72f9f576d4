package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Workers that die as soon as they are up, again and again. */
@Tag("process")
class WorkerStormTest {
    @Test
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
    void givesUpWhenWorkersDieWithoutEverDoingATask() {
        try (Pool pool =
                Pool.builder().workers(1).initializer(WorkerStormTest::dieSoon).start()) {
            await().atMost(100, TimeUnit.SECONDS).until(() -> isBroken(pool));
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

    /** After the worker has said that it is ready, or else this would be a start that failed. */
    private static void dieSoon() {
        Thread death = new Thread(() -> {
            try {
                Thread.sleep(200);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            Runtime.getRuntime().halt(7);
        });
        death.setDaemon(true);
        death.start();
    }
}

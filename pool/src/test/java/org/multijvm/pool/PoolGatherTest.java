package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.test.Kill;

/** Answers that come so fast that nobody is woken for each. */
@Tag("process")
class PoolGatherTest {
    private static final int QUICK = 2_000;

    @TempDir
    private Path folder;

    @RepeatedTest(5)
    void whatWasAnsweredBeforeALongTaskDoesNotWaitForIt() throws Exception {
        String file = folder.resolve("goOn").toString();
        try (Pool pool = Pool.of(1)) {
            List<AsyncResult<Integer>> quick = submitQuick(pool);
            ConcurrentLinkedQueue<Integer> told = new ConcurrentLinkedQueue<>();
            AsyncResult<Integer> last = pool.applyAsync(Tasks::plusOne, QUICK, Callbacks.of(told::add, failure -> {}));
            AsyncResult<String> lengthy = pool.applyAsync(Tasks::waitForFile, file);
            AsyncResult<Integer> behind = pool.applyAsync(Tasks::plusOne, 1);
            check(quick);
            assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(QUICK + 1);
            await().atMost(60, TimeUnit.SECONDS).until(() -> !told.isEmpty());
            assertThat(lengthy).isNotDone();
            assertThat(behind).isNotDone();
            Tasks.announce(file);
            assertThat(behind.get(60, TimeUnit.SECONDS)).isEqualTo(2);
            lengthy.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatADeadWorkerHadAnsweredIsThere() throws Exception {
        String file = folder.resolve("pid").toString();
        try (Pool pool = Pool.of(1)) {
            List<AsyncResult<Integer>> quick = submitQuick(pool);
            AsyncResult<Long> hangs = pool.applyAsync(Tasks::announceAndHang, file);
            List<AsyncResult<Integer>> behind = submitQuick(pool);
            Kill.kill(PoolCrashTest.announcedPid(Path.of(file)));
            check(quick);
            check(behind);
            assertThat(hangs).failsWithin(60, TimeUnit.SECONDS);
        }
    }

    private static List<AsyncResult<Integer>> submitQuick(Pool pool) {
        List<AsyncResult<Integer>> quick = new ArrayList<>();
        for (int i = 0; i < QUICK; i++) {
            quick.add(pool.applyAsync(Tasks::plusOne, i));
        }
        return quick;
    }

    private static void check(List<AsyncResult<Integer>> quick) throws Exception {
        for (int i = 0; i < QUICK; i++) {
            assertThat(quick.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
        }
    }
}

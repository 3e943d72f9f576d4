package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pool that nobody starts and nobody ends. */
@Tag("process")
class SharedPoolTest {
    @TempDir
    private Path folder;

    @AfterEach
    void end() throws InterruptedException {
        SharedPool.end();
    }

    @Test
    void isOneForAllWhoeverAsksFirst() throws Exception {
        Set<Pool> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch asked = new CountDownLatch(8);
        for (int i = 0; i < 8; i++) {
            new Thread(() -> {
                        seen.add(Pool.shared());
                        asked.countDown();
                    })
                    .start();
        }
        assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).containsExactly(Pool.shared());
        assertThat(Pool.shared().workers()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(Pool.shared().apply(Tasks::pid))
                .isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void canBeEndedByNobody() throws Exception {
        Pool shared = Pool.shared();
        try (Pool pool = shared) {
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
        shared.shutdown();
        shared.terminate();
        assertThatThrownBy(shared::join)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ends with this JVM");
        assertThat(Pool.shared()).isSameAs(shared);
        assertThat(shared.apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void anExecutorOnItEndsNeitherItNorTheTasksOfOthers() throws Exception {
        Path gate = folder.resolve("gate");
        AsyncResult<String> ofAnother = Pool.shared().applyAsync(Tasks::waitForFile, gate.toString());
        try (ProcessPoolExecutor executor = ProcessPoolExecutor.on(Pool.shared())) {
            assertThat(executor.shutdownNow()).isEmpty();
            executor.terminateWorkers();
            executor.killWorkers();
            executor.shutdown();
            assertThat(executor.isShutdown()).isFalse();
            assertThat(executor.awaitTermination(1, TimeUnit.MILLISECONDS)).isFalse();
            AsyncResult<Integer> own = executor.submit(() -> 42);
            // where there is one processor the only worker is still at the other's task
            Files.createFile(gate);
            assertThat(own.get(60, TimeUnit.SECONDS)).isEqualTo(42);
        }
        assertThat(ofAnother.get(60, TimeUnit.SECONDS)).isEqualTo(gate.toString());
    }

    @Test
    void isStartedAnewWhenItIsBroken() throws Exception {
        TaskPool broken = (TaskPool) Pool.shared();
        broken.engine().terminate();
        assertThat(broken.engine().awaitEnd(java.time.Duration.ofSeconds(60))).isTrue();
        assertThat(Pool.shared()).isNotSameAs(broken);
        assertThat(Pool.shared().apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void aKilledWorkerIsReplaced() throws Exception {
        Path announced = folder.resolve("pid");
        AsyncResult<Long> victim = Pool.shared().applyAsync(Tasks::announceAndSpin, announced.toString());
        PoolCrashTest.kill(PoolCrashTest.announcedPid(announced));
        PoolCrashTest.crashOf(victim);
        assertThat(Pool.shared().apply(Tasks::plusOne, 1)).isEqualTo(2);
    }

    @Test
    void eachWorkerHasOneOfItsOwnUpToALimit() throws Exception {
        assertThat(Pool.shared().apply(SharedPoolTest::deeper, SharedPool.DEEPEST))
                .isEqualTo(SharedPool.DEEPEST);
        assertThatThrownBy(() -> Pool.shared().apply(SharedPoolTest::deeper, SharedPool.DEEPEST + 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("depth=" + SharedPool.DEEPEST);
    }

    /** How deep the last one is. */
    private static int deeper(int left) throws InterruptedException {
        return left == 1
                ? Integer.getInteger(SharedPool.DEPTH, 0)
                : Pool.shared().apply(SharedPoolTest::deeper, left - 1);
    }
}

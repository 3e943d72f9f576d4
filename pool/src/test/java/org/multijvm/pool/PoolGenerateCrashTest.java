package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.pool.task.WorkerCrashedException;

/** What becomes of what a task has yielded when its worker dies. */
@Tag("process")
@Timeout(100)
class PoolGenerateCrashTest {
    @Test
    void theWorkersDeathComesBehindAllThatWasYielded() throws Exception {
        try (Pool pool = Pool.of(1)) {
            ResultIterator<Integer> results = pool.generate(sink -> {
                for (int i = 0; i < 100; i++) {
                    sink.put(i);
                }
                Tasks.halt(3);
            });
            for (int i = 0; i < 100; i++) {
                assertThat(results.next()).isEqualTo(i);
            }
            assertThatThrownBy(results::next).isInstanceOf(WorkerCrashedException.class);
            assertThat(results.hasNext()).isFalse();
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void theDeathOfAWorkerThatWaitsForItsIteratorIsSeen() throws Exception {
        try (Pool pool = Pool.of(1)) {
            ResultIterator<byte[]> results = pool.generate(sink -> {
                while (true) {
                    sink.put(new byte[10_000]);
                }
            });
            results.next();
            long pid = pool.stats().workers().get(0).pid();
            ProcessHandle worker = ProcessHandle.of(pid).orElseThrow();
            worker.destroyForcibly();
            worker.onExit().get();
            // whole values only, and then the death
            assertThatThrownBy(() ->
                            results.forEachRemaining(value -> assertThat(value).hasSize(10_000)))
                    .isInstanceOf(WorkerCrashedException.class);
        }
    }
}

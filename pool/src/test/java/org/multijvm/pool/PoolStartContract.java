package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.WorkerStartException;

/** Initializers (rules PL1, PL22, F6). */
abstract class PoolStartContract extends PoolContract {
    PoolStartContract(Workplace kind) {
        super(kind);
    }

    @Test
    void eachWorkerRunsTheInitializerOnceBeforeItsFirstTask() throws Exception {
        String file = folder.resolve("started-").toString();
        try (Pool own = kind.builder(2)
                .initializer(PoolStartContract::recordWorker, file)
                .start()) {
            for (int i = 0; i < 20; i++) {
                String worker = own.apply(Tasks::slowWorker, 1);
                assertThat(Path.of(file + worker)).exists();
            }
        }
    }

    @Test
    void givesUpAfterThreeTriesWhenTheInitializerThrows() throws Exception {
        Path tries = folder.resolve("tries");
        String file = tries.toString();
        String gate = folder.resolve("gate").toString();
        try (Pool pool =
                kind.builder(1).initializer(() -> recordTryAndThrow(file, gate)).start()) {
            AsyncResult<Integer> waiting = pool.applyAsync(Tasks::plusOne, 1);
            Files.createFile(Path.of(gate));
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("initializer threw")
                    .hasMessageContaining("no database")
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pool.applyAsync(Tasks::plusOne, 1))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("no database");
        }
        assertThat(Files.size(tries)).isEqualTo(3);
    }

    @Test
    void refusesAPoolWithoutWorkers() {
        assertThatThrownBy(() -> kind.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("workers=0");
    }

    private static void recordWorker(String file) throws Exception {
        Files.createFile(Path.of(file + Tasks.slowWorker(0)));
    }

    private static void recordTryAndThrow(String file, String gate) throws Exception {
        Tasks.waitForFile(gate);
        try (var out = Files.newOutputStream(
                Path.of(file), java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            out.write('x');
        }
        throw new IllegalStateException("no database");
    }
}

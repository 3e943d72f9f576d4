package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.ProcessExit;

/** The end of an executor's worker JVMs, by a wish or a crash (rules F5, F12). */
@Tag("process")
class ExecutorCrashTest {
    @TempDir
    private Path folder;

    @Test
    void terminateWorkersLetsThemRunTheirShutdownHooks() throws Exception {
        ProcessPoolExecutor executor = ProcessPoolExecutor.of(1);
        Path announced = folder.resolve("pid");
        String file = announced.toString();
        AsyncResult<Long> running = executor.submit(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> Tasks.announce(file + ".hook")));
            return Tasks.announceAndHang(file);
        });
        AsyncResult<Integer> waiting = executor.submit(() -> 1);
        PoolCrashTest.announcedPid(announced);
        executor.terminateWorkers();
        assertThat(executor.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Path.of(file + ".hook")).exists();
        assertThatThrownBy(running::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(waiting::get).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> executor.submit(() -> 1)).isInstanceOf(RejectedExecutionException.class);
        executor.terminateWorkers();
        executor.killWorkers();
    }

    @Test
    void aDeadWorkerFailsOneTaskAndTheExecutorGoesOn() throws Exception {
        try (ProcessPoolExecutor executor = ProcessPoolExecutor.of(2)) {
            Path announced = folder.resolve("pid");
            String file = announced.toString();
            AsyncResult<Long> victim = executor.submit(() -> Tasks.announceAndHang(file));
            List<AsyncResult<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int captured = i;
                others.add(executor.submit(() -> captured));
            }
            PoolCrashTest.kill(PoolCrashTest.announcedPid(announced));
            assertThat(PoolCrashTest.crashOf(victim).exit()).isEqualTo(new ProcessExit.Signal(9));
            for (int i = 0; i < 100; i++) {
                assertThat(others.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i);
            }
            assertThat(executor.submit(() -> 42).get(60, TimeUnit.SECONDS)).isEqualTo(42);
            assertThatThrownBy(() -> executor.submit(() -> Tasks.exit(99)).get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("exit=99");
            assertThat(executor.submit(() -> 42).get(60, TimeUnit.SECONDS)).isEqualTo(42);
        }
    }
}

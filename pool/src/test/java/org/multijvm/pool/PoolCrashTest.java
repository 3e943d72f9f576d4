package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** The day a worker dies: one task fails and says why, everything else goes on. */
@Tag("process")
class PoolCrashTest {
    @TempDir
    private Path folder;

    @Test
    void failsOnlyTheRunningTaskWhenABusyWorkerIsKilled() throws Exception {
        try (Pool pool = Pool.of(2)) {
            Path announced = folder.resolve("pid");
            AsyncResult<Long> victim = pool.applyAsync(Tasks::announceAndHang, announced.toString());
            List<AsyncResult<Integer>> others = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                others.add(pool.applyAsync(Tasks::plusOne, i));
            }
            kill(announcedPid(announced));
            WorkerCrashedException crash = crashOf(victim);
            assertThat(crash.exit()).isEqualTo(new ProcessExit.Signal(9));
            assertThat(crash).hasMessageContaining("signal=9").hasMessageContaining("pid=" + crash.pid());
            for (int i = 0; i < 200; i++) {
                assertThat(others.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void goesOnWhenTheSecondWorkerDiesToo() throws Exception {
        try (Pool pool = Pool.of(2)) {
            for (int round = 0; round < 3; round++) {
                Path announced = folder.resolve("pid" + round);
                AsyncResult<Long> victim = pool.applyAsync(Tasks::announceAndSpin, announced.toString());
                kill(announcedPid(announced));
                crashOf(victim);
            }
            assertThat(pool.map(Tasks::plusOne, List.of(1, 2, 3), ChunkSize.of(1)))
                    .containsExactly(2, 3, 4);
        }
    }

    @Test
    void replacesAnIdleWorkerThatIsKilled() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long first = pool.apply(Tasks::pid);
            kill(first);
            assertThat(pool.applyAsync(Tasks::pid).get(30, TimeUnit.SECONDS)).isNotEqualTo(first);
        }
    }

    @Test
    void replacesAWorkerThatIsKilledWhileItStarts() throws Exception {
        try (Pool pool = Pool.of(1)) {
            await().atMost(30, TimeUnit.SECONDS)
                    .pollInterval(1, TimeUnit.MILLISECONDS)
                    .until(() -> ProcessHandle.current().children().findAny().isPresent());
            ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
            assertThat(pool.applyAsync(Tasks::plusOne, 1).get(30, TimeUnit.SECONDS))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 137, 255})
    void reportsTheCodeOfATaskThatExits(int code) throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Integer> exiting = pool.applyAsync(Tasks::exit, code);
            AsyncResult<Integer> next = pool.applyAsync(Tasks::plusOne, 1);
            assertThat(crashOf(exiting).exit()).isEqualTo(new ProcessExit.Code(code));
            assertThat(next.get(30, TimeUnit.SECONDS)).isEqualTo(2);
        }
    }

    @Test
    void reportsATaskThatHalts() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(crashOf(pool.applyAsync(Tasks::halt, 7)).exit()).isEqualTo(new ProcessExit.Code(7));
        }
    }

    @Test
    void saysThatAWorkerWasOverItsMemoryCap() throws Exception {
        JvmOptions small = JvmOptions.builder().maxHeap("32m").build();
        try (Pool pool = Pool.builder().workers(1).jvm(small).start()) {
            WorkerCrashedException crash = crashOf(pool.applyAsync(Tasks::exhaustMemory, 0));
            assertThat(crash).hasMessageContaining("over its memory cap");
            assertThat(crash.errorTail()).anyMatch(line -> line.contains("OutOfMemoryError"));
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void saysOfWhatThereWasNotEnoughWhenItIsNotTheHeap() throws Exception {
        try (Pool pool = Pool.of(1)) {
            WorkerCrashedException crash =
                    crashOf(pool.applyAsync((Integer size) -> new int[size].length, Integer.MAX_VALUE));
            assertThat(crash)
                    .hasMessageContaining("(out of memory: Requested array size exceeds VM limit)")
                    .hasMessageNotContaining("maxHeap");
        }
    }

    @Test
    void aStoppedWorkersTasksGoToOthers() throws Exception {
        try (Pool pool = Pool.of(2)) {
            Set<Long> both = new TreeSet<>();
            while (both.size() < 2) {
                both.addAll(pool.map(Tasks::slowPid, List.of(20, 20, 20, 20), ChunkSize.of(1)));
            }
            Iterator<Long> pids = both.iterator();
            long stopped = pids.next();
            long other = pids.next();
            Kill.stop(stopped);
            List<AsyncResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                results.add(pool.applyAsync(Tasks::pid));
            }
            try {
                for (AsyncResult<Long> result : results) {
                    assertThat(result.get(60, TimeUnit.SECONDS)).isEqualTo(other);
                }
            } finally {
                Kill.resume(stopped);
            }
            kill(other);
            await().atMost(60, TimeUnit.SECONDS).until(() -> pool.apply(Tasks::pid) == stopped);
        }
    }

    @Test
    void keepsTheReportOfANativeCrash() throws Exception {
        try (Pool pool =
                Pool.builder().workers(1).crashFolder(folder.resolve("kept")).start()) {
            Path announced = folder.resolve("pid");
            AsyncResult<Long> victim = pool.applyAsync(Tasks::announceAndHang, announced.toString());
            new ProcessBuilder("kill", "-SEGV", Long.toString(announcedPid(announced)))
                    .start()
                    .waitFor();
            WorkerCrashedException crash = crashOf(victim);
            assertThat(crash.crashReport())
                    .hasValueSatisfying(report -> assertThat(report).contains("SIGSEGV", "END."));
            assertThat(crash.getMessage())
                    .contains("signal=11 (SIGSEGV)", "task=1")
                    .doesNotContain("\n");
            assertThat(folder.resolve("kept/hs_err_pid" + crash.pid() + ".log"))
                    .hasContent(crash.crashReport().orElseThrow());
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void survivesAWorkerKilledInTheMiddleOfALargeArgumentOrAnswer() throws Exception {
        Random random = new Random(7);
        try (Pool pool = Pool.of(2)) {
            for (int round = 0; round < 6; round++) {
                List<AsyncResult<byte[]>> answers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    answers.add(pool.applyAsync((byte[] bytes) -> bytes, Tasks.bytes(4 << 20)));
                }
                Thread.sleep(random.nextInt(30));
                ProcessHandle.current().children().findAny().ifPresent(ProcessHandle::destroyForcibly);
                for (AsyncResult<byte[]> answer : answers) {
                    assertIsWholeOrCrashed(answer);
                }
            }
            assertThat(pool.apply(Tasks::checksum, Tasks.bytes(1 << 20)))
                    .isEqualTo(Tasks.checksum(Tasks.bytes(1 << 20)));
        }
    }

    @Tag("chaos")
    @Test
    @Timeout(600)
    void everyTaskEndsExactlyOnceWhileWorkersAreKilledAtRandom() throws Exception {
        int rounds = Integer.getInteger("multijvm.chaos.rounds", 8);
        Random random = new Random(11);
        int crashed = 0;
        try (Pool pool = Pool.of(2)) {
            for (int round = 0; round < rounds; round++) {
                List<AsyncResult<Integer>> results = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    results.add(pool.applyAsync(Tasks::plusOne, i));
                }
                Thread.sleep(random.nextInt(60));
                ProcessHandle.current().children().findAny().ifPresent(ProcessHandle::destroyForcibly);
                int crashedNow = 0;
                for (int i = 0; i < results.size(); i++) {
                    try {
                        assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
                    } catch (ExecutionException e) {
                        assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
                        crashedNow++;
                    }
                }
                assertThat(crashedNow).as("tasks lost by one kill").isLessThanOrEqualTo(1);
                crashed += crashedNow;
            }
        }
        assertThat(crashed).isLessThanOrEqualTo(rounds);
    }

    private static void assertIsWholeOrCrashed(AsyncResult<byte[]> answer) throws Exception {
        try {
            assertThat(Tasks.checksum(answer.get(60, TimeUnit.SECONDS)))
                    .isEqualTo(Tasks.checksum(Tasks.bytes(4 << 20)));
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
        }
    }

    static WorkerCrashedException crashOf(AsyncResult<?> result) throws Exception {
        try {
            Object value = result.get(60, TimeUnit.SECONDS);
            throw new AssertionError("the task should have met a crash, but gave " + value);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(WorkerCrashedException.class);
            return (WorkerCrashedException) e.getCause();
        }
    }

    static long announcedPid(Path file) {
        await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(2, TimeUnit.MILLISECONDS)
                .until(() -> Files.exists(file) && Files.size(file) > 0);
        try {
            return Long.parseLong(Files.readString(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }
}

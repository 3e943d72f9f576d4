package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.multijvm.pool.PoolCrashTest.announcedPid;

import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.launcher.Output;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** What becomes of a worker whose task is stopped, where no grace period was asked for. */
@Tag("process")
class PoolGraceTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @Test
    void aTaskThatHeedsItsInterruptAtOnceKeepsItsWorker() throws Exception {
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            for (int i = 0; i < 8; i++) {
                PoolTimeLimitTest.timeoutOf(limited(pool).applyAsync(LimitTasks::sleepLong, file("a" + i)));
                AsyncResult<Long> cancelled = pool.applyAsync(LimitTasks::sleepLong, file("b" + i));
                announcedPid(folder.resolve("b" + i));
                cancelled.cancel(true);
                assertThat(pool.apply(Tasks::pid)).as("round " + i).isEqualTo(pid);
            }
        }
    }

    @Test
    void aTaskThatCleansUpWhenItIsInterruptedKeepsItsWorker() throws Exception {
        String a = file("a");
        String done = file("done");
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            PoolTimeLimitTest.timeoutOf(limited(pool).applyAsync(() -> LimitTasks.cleanUp(a, 300, done)));
            assertThat(folder.resolve("done")).exists();
            assertThat(pool.apply(Tasks::pid)).isEqualTo(pid);
        }
    }

    @Test
    void aTaskThatNoticesItsInterruptAndGoesOnLosesItsWorker() throws Exception {
        String a = file("a");
        String told = file("told");
        try (Pool pool = Pool.of(1)) {
            long pid = pool.apply(Tasks::pid);
            assertThat(PoolTimeLimitTest.timeoutOf(
                            limited(pool).applyAsync(() -> LimitTasks.tellInterruptAndHang(a, told))))
                    .hasMessageContaining("noticed its interrupt and went on");
            assertThat(folder.resolve("told")).exists();
            assertThat(pool.apply(Tasks::pid)).isNotEqualTo(pid);
        }
    }

    @Test
    void aTaskThatHeedsNothingLosesItsWorker() throws Exception {
        try (Pool pool = Pool.of(1)) {
            assertThat(PoolTimeLimitTest.timeoutOf(limited(pool).applyAsync(Tasks::announceAndSpin, file("a"))))
                    .hasMessageContaining("did not notice its interrupt");
            assertThat(PoolTimeLimitTest.timeoutOf(limited(pool).applyAsync(LimitTasks::parkForEver, file("b"))))
                    .hasMessageContaining("did not notice its interrupt");
        }
    }

    @Test
    void aWorkerThatCannotHearIsKilled() throws Exception {
        try (Pool pool = Pool.of(1)) {
            AsyncResult<Long> stopped = pool.applyAsync(LimitTasks::sleepLong, file("a"));
            Kill.stop(announcedPid(folder.resolve("a")));
            stopped.cancel(true);
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
        }
    }

    @Test
    void aCrashWhoseReportTakesLongerThanTheTimeLimitIsACrashAndIsRetried() throws Exception {
        try (Pool pool = Pool.builder().workers(1).output(Output.DISCARD).start()) {
            GrowingLimit.hold(limit -> {
                Files.deleteIfExists(folder.resolve("tries"));
                Pool limited = pool.with(
                        TaskOptions.builder().timeLimit(limit).retries(1).build());
                Throwable failure = limited.applyAsync(PoolGraceTest::crash, file("tries"))
                        .handle((value, thrown) -> thrown)
                        .join();
                if (failure instanceof TaskTimeoutException late) {
                    // it was on its way to the crash, or the JVM had not begun to write
                    throw new GrowingLimit.TooEarly(late);
                }
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                WorkerCrashedException.class,
                                crash -> assertThat(crash.tries()).isEqualTo(2));
                assertThat(Files.size(folder.resolve("tries"))).isEqualTo(2);
            });
        }
    }

    private static int crash(String tries) throws Exception {
        Files.write(Path.of(tries), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        Class<?> unsafe = Class.forName("sun.misc.Unsafe");
        Field field = unsafe.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        unsafe.getMethod("putAddress", long.class, long.class).invoke(field.get(null), 0L, 0L);
        return 1;
    }

    private static Pool limited(Pool pool) {
        return pool.with(TaskOptions.builder().timeLimit(SHORT).build());
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}

package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.TaskFigures.FunctionTimes;
import org.multijvm.pool.task.TaskOptions;

/** Times by function and ends by reason, in the statistics. */
abstract class PoolFiguresContract extends PoolContract {
    PoolFiguresContract(PoolKind kind) {
        super(kind);
    }

    @Test
    void tellsHowLongTheTasksOfEachFunctionRanAndWaited() throws Exception {
        try (Pool one = kind.of(1)) {
            List<AsyncResult<Integer>> sleeps = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sleeps.add(one.applyAsync(Tasks::sleepMillis, 20));
            }
            for (AsyncResult<Integer> each : sleeps) {
                each.get(60, TimeUnit.SECONDS);
            }
            one.apply(Tasks::plusOne, 1);
            FunctionTimes slept = ofFunction(one, "sleepMillis");
            assertThat(slept.running().count()).isEqualTo(8);
            assertThat(slept.running().percentile(0)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(slept.running().max()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(slept.waiting().count()).isEqualTo(8);
            // the last one behind seven others
            assertThat(slept.waiting().max()).isGreaterThanOrEqualTo(Duration.ofMillis(140));
            assertThat(slept.waiting().percentile(50)).isGreaterThanOrEqualTo(Duration.ofMillis(60));
            assertThat(ofFunction(one, "plusOne").running().count()).isEqualTo(1);
            assertThat(one.stats().toString())
                    .contains(
                            "function: ", "sleepMillis, ran=8", "running p50=", "waiting p50=", "tasks ended: done=9");
        }
    }

    @Test
    void tellsWhyTasksHaveEnded() throws Exception {
        try (Pool one = kind.of(1)) {
            Path gate = folder.resolve("gate");
            one.apply(Tasks::plusOne, 1);
            assertThatThrownBy(() -> one.apply((Integer x) -> Tasks.failOn(1, x), 1))
                    .hasMessage("bad item 1");
            TaskOptions limited =
                    TaskOptions.builder().timeLimit(Duration.ofMillis(30)).build();
            assertThatThrownBy(() -> one.with(limited).apply(Tasks::sleepMillis, 60_000));
            AsyncResult<String> blocks = one.applyAsync(Tasks::waitForFile, gate.toString());
            AsyncResult<Integer> cancelled = one.applyAsync(Tasks::plusOne, 1);
            assertThat(cancelled.cancel(false)).isTrue();
            TaskOptions impatient =
                    TaskOptions.builder().waitLimit(Duration.ofMillis(30)).build();
            assertThatThrownBy(() -> one.with(impatient).apply(Tasks::plusOne, 1));
            Files.createFile(gate);
            blocks.get(60, TimeUnit.SECONDS);
            assertThat(one.stats().figures().ends())
                    .isEqualTo(Map.of(
                            End.DONE, 2L, End.THREW, 1L, End.OVER_TIME, 1L, End.NOT_STARTED, 1L, End.CANCELLED, 1L));
        }
    }

    @Test
    void tellsHowLongTheOldestHasWaited() throws Exception {
        try (Pool one = kind.of(1)) {
            Path gate = folder.resolve("gate");
            assertThat(one.stats().figures().oldestWaiting()).isEmpty();
            List<AsyncResult<String>> all = new ArrayList<>();
            // more than a worker is given ahead, which then do not wait here
            for (int i = 0; i < 200; i++) {
                all.add(one.applyAsync(Tasks::waitForFile, gate.toString()));
            }
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> one.stats()
                            .figures()
                            .oldestWaiting()
                            .map(age -> age.toMillis() > 50)
                            .orElse(false));
            assertThat(one.stats().toString()).contains("oldest waiting: ");
            Files.createFile(gate);
            for (AsyncResult<String> each : all) {
                each.get(60, TimeUnit.SECONDS);
            }
            assertThat(one.stats().figures().oldestWaiting()).isEmpty();
        }
    }

    static FunctionTimes ofFunction(Pool of, String name) {
        return of.stats().figures().functions().stream()
                .filter(times -> times.function().contains(name))
                .findFirst()
                .orElseThrow();
    }
}

package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.task.TaskOptions;

@Tag("unit")
class LimitTableTest {
    private static final long NEVER = LimitTable.NEVER;

    private final LimitTable table = new LimitTable(System::nanoTime);

    @Test
    void looksAsOftenAsTheShortestLimitOfTheTasksThereAreAsks() {
        SentTask second = task(1, TaskOptions.builder().timeLimit(Duration.ofSeconds(2)));
        SentTask first = task(2, TaskOptions.builder().timeLimit(Duration.ofMillis(20)));
        assertThat(table.nextTick(0)).isEqualTo(NEVER);
        table.taken(second);
        assertThat(table.nextTick(5)).isEqualTo(2_000_000_005L);
        table.taken(first);
        assertThat(table.nextTick(5)).isEqualTo(20_000_005L);
        table.ended(first);
        table.ended(first);
        assertThat(table.nextTick(5)).as("one is still there").isNotEqualTo(NEVER);
        table.ended(second);
        assertThat(table.nextTick(5)).isEqualTo(NEVER);
    }

    @Test
    void aLimitBelowAMillisecondDoesNotMakeItSpin() {
        table.taken(task(1, TaskOptions.builder().timeLimit(Duration.ofNanos(1))));
        assertThat(table.nextTick(0)).isEqualTo(1_000_000);
    }

    @Test
    void givesEachLateStartOnceInTheOrderOfTheDeadlines() {
        SentTask later = task(1, TaskOptions.builder().waitLimit(Duration.ofMillis(2)));
        SentTask sooner = task(2, TaskOptions.builder().waitLimit(Duration.ofMillis(1)));
        SentTask ended = task(3, TaskOptions.builder().waitLimit(Duration.ofMillis(1)));
        table.taken(later);
        table.taken(sooner);
        table.taken(ended);
        table.ended(ended);
        long past = table.now() + 60_000_000_000L;
        assertThat(table.lateStart(0)).isNull();
        for (SentTask task : new SentTask[] {sooner, later}) {
            Watched late = table.lateStart(past);
            assertThat(late).isNotNull();
            assertThat(late.task()).isSameAs(task);
            assertThat(table.lateStart(past)).as("until it is dealt with").isSameAs(late);
            table.hasStarted(late);
        }
        assertThat(table.lateStart(past)).isNull();
        assertThat(table.nextTick(0)).isEqualTo(NEVER);
    }

    @Test
    void timesDoNotOverflow() {
        assertThat(LimitTable.after(5, NEVER)).isEqualTo(NEVER);
        assertThat(LimitTable.after(NEVER - 1, 2)).isEqualTo(NEVER);
        table.taken(task(
                1,
                TaskOptions.builder()
                        .timeLimit(Duration.ofSeconds(Long.MAX_VALUE))
                        .waitLimit(Duration.ofSeconds(Long.MAX_VALUE))));
        assertThat(table.nextTick(7)).isEqualTo(NEVER);
    }

    private static SentTask task(long number, TaskOptions.Builder options) {
        Task task = new RecordedTask();
        task.options(options.build());
        return new SentTask(task, number, FunctionShape.of((SerializableRunnable) () -> {}), null);
    }
}

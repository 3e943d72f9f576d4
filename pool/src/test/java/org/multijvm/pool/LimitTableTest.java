package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What limits are made of: the table, the mark in the channel's file, the file of a stack. */
@Tag("unit")
class LimitTableTest {
    private static final long NEVER = LimitTable.NEVER;

    @TempDir
    private Path folder;

    private final LimitTable table = new LimitTable();

    @Test
    void looksAsOftenAsTheShortestLimitOfTheTasksThereAreAsks() {
        Task second = task(1, TaskOptions.builder().timeLimit(Duration.ofSeconds(2)));
        Task first = task(2, TaskOptions.builder().timeLimit(Duration.ofMillis(20)));
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
        Task later = task(1, TaskOptions.builder().waitLimit(Duration.ofMillis(2)));
        Task sooner = task(2, TaskOptions.builder().waitLimit(Duration.ofMillis(1)));
        Task ended = task(3, TaskOptions.builder().waitLimit(Duration.ofMillis(1)));
        table.taken(later);
        table.taken(sooner);
        table.taken(ended);
        table.ended(ended);
        long past = LimitTable.now() + 60_000_000_000L;
        assertThat(table.lateStarts(0)).isEmpty();
        assertThat(table.lateStarts(past)).extracting(Watched::task).containsExactly(sooner, later);
        assertThat(table.lateStarts(past)).isEmpty();
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

    @Test
    void theMarkHasItsBytesWhereItsDrawingSays() {
        ByteBuffer memory = ByteBuffer.allocateDirect(128).order(ByteOrder.nativeOrder());
        RunningMark mark = new RunningMark(memory, 64);
        mark.begin(0x0102030405060708L, 42);
        assertThat(memory.getLong(64)).isEqualTo(42);
        assertThat(memory.getLong(72)).isEqualTo(0x0102030405060708L);
        assertThat(mark.task()).isEqualTo(0x0102030405060708L);
        assertThat(mark.since()).isEqualTo(42);
        mark.idle();
        assertThat(mark.task()).isEqualTo(RunningMark.NONE);
    }

    @Test
    void aStackComesBackAsItWasOnceAndNotLongerThanAThousandFrames() {
        Path file = folder.resolve("stack-7");
        StackTraceElement[] stack = new Throwable().getStackTrace();
        StackFile.write(file.toString(), stack);
        assertThat(StackFile.take(file)).containsExactly(stack);
        assertThat(StackFile.take(file)).isEmpty();
        StackTraceElement[] deep = new StackTraceElement[3000];
        Arrays.fill(deep, new StackTraceElement("a", "m", "1", "C", "f", null, -2));
        StackFile.write(file.toString(), deep);
        assertThat(StackFile.take(file)).hasSize(1000).containsOnly(deep[0]);
        StackFile.write(folder.resolve("no folder/stack").toString(), stack);
    }

    private static Task task(long number, TaskOptions.Builder options) {
        Task task = new ChunkTask(CallKind.MAP, new MapJob<>(null, List.of(), 1, null, null, null), 0, 1);
        task.number = number;
        task.options(options.build());
        return task;
    }
}

package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.Unfinished;

/** The end within a time. */
abstract class PoolCloseContract extends PoolContract {
    PoolCloseContract(Workplace kind) {
        super(kind);
    }

    @Test
    void finishesWhatCanBeFinishedInTime() throws Exception {
        Pool closing = kind.of(2);
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            results.add(closing.applyAsync(Tasks::plusOne, i));
        }
        Unfinished left = closing.close(Duration.ofSeconds(60));
        assertThat(left.isEmpty()).isTrue();
        assertThat(left).hasToString("all finished");
        assertThat(closing.isTerminated()).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(results.get(i).join()).isEqualTo(i + 1);
        }
        assertThat(closing.close(Duration.ZERO).isEmpty()).isTrue();
        assertThatThrownBy(() -> closing.apply(Tasks::plusOne, 1)).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void endsWhatIsLeftAndSaysWhat() throws Exception {
        Pool closing = kind.of(1);
        Path begun = folder.resolve("begun");
        AsyncResult<Long> running = closing.applyAsync(Tasks::announceAndHang, begun.toString());
        List<AsyncResult<Integer>> behind = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            behind.add(closing.applyAsync(Tasks::plusOne, i));
        }
        Tasks.waitForFile(begun.toString());
        Unfinished left = closing.close(Duration.ofMillis(20));
        assertThat(closing.isTerminated()).isTrue();
        assertThat(left.notStarted()).isEqualTo(10);
        for (AsyncResult<Integer> each : behind) {
            assertThatThrownBy(() -> each.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        }
        assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
        assumeTrue(kind != PoolKind.ELSEWHERE, "that engine does not tell what its workers are at");
        assertThat(left.running()).hasSize(1);
        assertThat(left.running().get(0).function().orElseThrow()).contains("announceAndHang");
        assertThat(left.toString()).contains("not started=10, running=1", "announceAndHang", "sleep");
    }

    @Test
    void isRefusedWhereItWouldWaitForItself() throws Exception {
        Pool closing = kind.of(1);
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        closing.applyAsync(Tasks::plusOne, 1, result -> {
            try {
                closing.close(Duration.ofDays(1));
                seen.complete(null);
            } catch (Throwable e) {
                seen.complete(e);
            }
        });
        assertThat(seen.get(60, TimeUnit.SECONDS)).isInstanceOf(IllegalStateException.class);
        closing.join();
    }

    @Test
    void anInterruptEndsThePoolAtOnce() throws Exception {
        Pool closing = kind.of(1);
        AsyncResult<Integer> running = closing.applyAsync(Tasks::sleepMillis, 600_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> closing.close(Duration.ofDays(1))).isInstanceOf(InterruptedException.class);
        closing.join();
        assertThat(running).isCompletedExceptionally();
    }
}

package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;

/**
 * Tasks are stopped at any moment of their short lives: nothing of it may meet another task. {@code multijvm.stress.tasks} says how many,
 * {@code multijvm.stress.seed} makes the moments the same again as far as possible.
 */
@Tag("stress")
class StopStressTest {
    private static final int TASKS = Integer.getInteger("multijvm.stress.tasks", 20_000);
    private static final long SEED = Long.getLong("multijvm.stress.seed", System.nanoTime());
    private static final int UNDER_WAY = 64;
    private static final Duration LONG = Duration.ofMinutes(10);

    private final Random random = new Random(SEED);

    /** What somebody has cancelled, successfully or not. */
    private final Set<AsyncResult<?>> cancelled = new HashSet<>();

    private record Sent(int number, boolean limited, AsyncResult<Integer> result) {}

    @Test
    @Timeout(600)
    void anInterruptNeverMeetsATaskThatNobodyStopped() throws Exception {
        int stopped = 0;
        try (Pool pool = Pool.builder()
                .workers(2)
                .taskOptions(TaskOptions.builder().grace(LONG).build())
                .start()) {
            List<Sent> sent = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                sent.add(new Sent(i, false, pool.applyAsync(LimitTasks::shortWork, i, random.nextInt(150))));
                if (random.nextInt(4) == 0) {
                    LockSupport.parkNanos(random.nextInt(200_000));
                    // often the one that runs just now, or has just ended
                    cancel(sent.get(sent.size() - 1 - random.nextInt(Math.min(4, sent.size()))));
                }
                if (sent.size() == UNDER_WAY) {
                    stopped += check(sent);
                    sent.clear();
                }
            }
            stopped += check(sent);
            assertThat(pool.stats().ends()).as("no worker was replaced").isEmpty();
        }
        assertThat(stopped).as("seed=%d", SEED).isPositive();
    }

    @Test
    @Timeout(600)
    void aKillNeverMeetsATaskThatNobodyStopped() throws Exception {
        int stopped = 0;
        try (Pool pool = Pool.of(2)) {
            for (int round = 0; round < Math.max(10, TASKS / 500); round++) {
                List<Sent> sent = new ArrayList<>();
                for (int i = 0; i < UNDER_WAY; i++) {
                    boolean limited = random.nextInt(8) == 0;
                    int micros = limited && random.nextBoolean() ? 900 + random.nextInt(2_000) : random.nextInt(400);
                    TaskOptions options = TaskOptions.builder()
                            .timeLimit(Duration.ofNanos(limited ? 1_000_000 : LONG.toNanos()))
                            .grace(Duration.ofNanos(random.nextInt(1_000_000)))
                            .build();
                    sent.add(new Sent(i, limited, pool.with(options).applyAsync(LimitTasks::deafWork, i, micros)));
                }
                LockSupport.parkNanos(random.nextInt(3_000_000));
                cancel(sent.get(random.nextInt(sent.size())));
                stopped += check(sent);
            }
        }
        assertThat(stopped).as("seed=%d", SEED).isPositive();
    }

    @Tag("chaos")
    @Test
    @Timeout(600)
    void everyTaskEndsOnceWhileWorkersAreKilledUnderRetriesLimitsAndCancels() throws Exception {
        int rounds = Integer.getInteger("multijvm.chaos.rounds", 5);
        TaskOptions stubborn = TaskOptions.builder()
                .retries(1_000)
                .timeLimit(LONG)
                .waitLimit(LONG)
                .build();
        TaskOptions limited =
                stubborn.toBuilder().timeLimit(Duration.ofMillis(5)).build();
        try (Pool pool = Pool.builder().workers(2).taskOptions(stubborn).start()) {
            for (int round = 0; round < rounds; round++) {
                List<Sent> sent = new ArrayList<>();
                for (int i = 0; i < 4 * UNDER_WAY; i++) {
                    boolean late = random.nextInt(50) == 0;
                    Pool way = late ? pool.with(limited) : pool;
                    sent.add(new Sent(
                            i, late, way.applyAsync(LimitTasks::deafWork, i, late ? 20_000 : random.nextInt(1_000))));
                }
                cancel(sent.get(random.nextInt(sent.size())));
                LockSupport.parkNanos(random.nextInt(50_000_000));
                ProcessHandle.current().children().findAny().ifPresent(ProcessHandle::destroyForcibly);
                check(sent);
            }
        }
    }

    private void cancel(Sent sent) {
        cancelled.add(sent.result());
        sent.result().cancel(true);
    }

    /** Each has its own result, unless it was cancelled or was over its own limit. */
    private int check(List<Sent> sent) throws Exception {
        int stopped = 0;
        for (Sent each : sent) {
            try {
                if (each.result().handle((value, thrown) -> true).get(60, TimeUnit.SECONDS)
                        && each.result().isCancelled()) {
                    assertThat(cancelled).as("seed=%d", SEED).contains(each.result());
                    stopped++;
                } else {
                    assertThat(each.result().get(60, TimeUnit.SECONDS))
                            .as("seed=%d", SEED)
                            .isEqualTo(each.number());
                }
            } catch (ExecutionException e) {
                assertThat(e.getCause()).as("seed=%d", SEED).isInstanceOf(TaskTimeoutException.class);
                assertThat(each.limited()).as("seed=%d", SEED).isTrue();
                stopped++;
            }
        }
        return stopped;
    }
}

package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.wait.VirtualThreads;

/** More virtual threads wait than there are carriers, and another one still runs. */
@Tag("unit")
@Timeout(60)
class VirtualThreadsTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final int COUNT = 2 * Runtime.getRuntime().availableProcessors() + 8;

    @BeforeEach
    void needThem() {
        assumeTrue(Runtime.version().feature() >= 21, "no virtual threads");
    }

    @Test
    void waitForAnEvent() throws Exception {
        try (SharedEvent event = SharedEvent.create()) {
            List<FutureTask<Boolean>> waiters = virtually(() -> event.await(LONG));
            WordStates.awaitSleeper(event);
            assertOthersRun();
            event.set();
            assertAll(waiters);
        }
    }

    @Test
    void waitForALatch() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(1)) {
            List<FutureTask<Boolean>> waiters = virtually(() -> latch.await(LONG));
            WordStates.awaitSleeper(latch);
            assertOthersRun();
            latch.countDown();
            assertAll(waiters);
        }
    }

    @Test
    void waitForACondition() throws Exception {
        try (SharedCondition condition = SharedCondition.create()) {
            List<FutureTask<Boolean>> waiters = virtually(() -> {
                condition.lock().lock();
                try {
                    return condition.await(LONG);
                } finally {
                    condition.lock().unlock();
                }
            });
            ConditionStates.awaitWaiting(condition, COUNT);
            assertOthersRun();
            condition.lock().lock();
            condition.signalAll();
            condition.lock().unlock();
            assertAll(waiters);
        }
    }

    @Test
    void waitAtABarrier() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(COUNT + 1)) {
            List<FutureTask<Boolean>> waiters = virtually(() -> barrier.await(LONG) < COUNT);
            BarrierStates.awaitWaiting(barrier, COUNT);
            assertOthersRun();
            assertThat(barrier.await()).isEqualTo(COUNT);
            assertAll(waiters);
        }
    }

    private static void assertOthersRun() throws Exception {
        assertThat(virtual(VirtualThreads::isCurrent).get(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void assertAll(List<FutureTask<Boolean>> tasks) throws Exception {
        for (FutureTask<Boolean> task : tasks) {
            assertThat(task.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static List<FutureTask<Boolean>> virtually(Callable<Boolean> action) throws ReflectiveOperationException {
        List<FutureTask<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            tasks.add(virtual(action));
        }
        return tasks;
    }

    private static FutureTask<Boolean> virtual(Callable<Boolean> action) throws ReflectiveOperationException {
        FutureTask<Boolean> task = new FutureTask<>(action);
        Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
        return task;
    }
}

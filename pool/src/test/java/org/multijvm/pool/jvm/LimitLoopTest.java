package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.RunningMark;
import org.multijvm.pool.worker.ScriptedWorker.Found;

/** The limits, by a clock of the test's. */
@Tag("unit")
class LimitLoopTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final TaskOptions LIMITED =
            TaskOptions.builder().timeLimit(LIMIT).build();

    @Test
    void aTaskThatNoWorkerStartsInTimeIsWithdrawn() throws Exception {
        try (MachineRoom room = up()) {
            room.worker().takesUp();
            SentTask blocks = room.submit();
            room.worker().takesUp();
            SentTask waits = room.submit(TaskOptions.builder().waitLimit(LIMIT).build());
            room.pass(LIMIT.minusNanos(1));
            assertThat(record(waits).ends()).isZero();
            room.pass(Duration.ofNanos(1));
            assertThat(record(waits).failure()).isInstanceOf(TaskTimeoutException.class);
            room.worker().answers();
            assertThat(room.worker().takesUp()).isEqualTo(Found.A_REVOKED_TASK);
            room.settle();
            assertThat(record(waits).ends()).isEqualTo(1);
            assertThat(record(blocks).value()).isEqualTo(blocks.number());
        }
    }

    @Test
    void aWithdrawalForWhichThereIsNoMemoryLosesNoTask() throws Exception {
        try (MachineRoom room = up()) {
            TaskOptions options = TaskOptions.builder().waitLimit(LIMIT).build();
            GreedyTask first = new GreedyTask(2, options);
            room.submit(first);
            SentTask second = room.submit(options);
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> room.pass(LIMIT)).isInstanceOf(OutOfMemoryError.class);
                assertThat(first.ends()).isZero();
            }
            room.pass(Duration.ZERO);
            assertThat(first.ends()).isEqualTo(1);
            assertThat(record(second).failure()).isInstanceOf(TaskTimeoutException.class);
            room.pass(LIMIT);
            assertThat(first.ends()).isEqualTo(1);
        }
    }

    @Test
    void aTaskThatHasStartedHasKeptItsWaitLimit() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(TaskOptions.builder().waitLimit(LIMIT).build());
            room.worker().takesUp();
            room.pass(LIMIT.multipliedBy(3));
            assertThat(record(task).ends()).isZero();
            room.worker().answers();
            room.settle();
            assertThat(record(task).value()).isEqualTo(task.number());
        }
    }

    @Test
    void aTaskOverItsTimeIsAskedAndItsAnswerEndsItAsLate() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(LIMITED);
            room.worker().takesUp();
            room.pass(LIMIT.minusMillis(1));
            assertThat(room.worker().end.isAskedToInterrupt()).isFalse();
            room.pass(Duration.ofMillis(1));
            assertThat(room.worker().end.isAskedToInterrupt()).isTrue();
            room.worker().end.heard(RunningMark.NOTICED);
            room.worker().end.fail(new InterruptedException(), LIMIT.toNanos() + 1);
            room.settle();
            room.pass(Duration.ofMinutes(1));
            room.settle();
            assertThat(record(task).answer()).as("what it threw is the cause").isNotNull();
            assertThat(record(task).ends()).isEqualTo(1);
            assertThat(room.worker().killed).isFalse();
        }
    }

    @Test
    void anAnswerInTimeCountsAlsoWhenItIsSeenLate() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(LIMITED);
            room.worker().takesUp();
            room.pass(LIMIT.plusMillis(5));
            assertThat(room.worker().end.isAskedToInterrupt()).isTrue();
            room.worker().end.answer(task.number(), LIMIT.toNanos() - 1);
            room.settle();
            assertThat(record(task).value()).isEqualTo(task.number());
            assertThat(room.worker().killed).isFalse();
        }
    }

    @Test
    void anAnswerThatIsOnItsWayWhenTheGraceIsOverSavesTheWorker() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(LIMITED);
            SentTask next = room.submit();
            room.worker().takesUp();
            room.pass(LIMIT.plusMillis(5));
            room.worker().end.answer(task.number(), LIMIT.toNanos() + 5);
            room.pass(Duration.ofMinutes(1));
            room.settle();
            assertThat(room.worker().killed).isFalse();
            assertThat(record(task).failure()).isInstanceOf(TaskTimeoutException.class);
            room.worker().runsAll();
            room.settle();
            assertThat(record(next).value()).isEqualTo(next.number());
        }
    }

    @Test
    void aWorkerThatDoesNotHearIsKilledAndItsTaskFailsAtOnce() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(LIMITED);
            SentTask next = room.submit();
            room.worker().takesUp();
            room.pass(LIMIT);
            room.pass(Duration.ofMillis(199));
            room.supervise();
            assertThat(room.worker().killed).isFalse();
            room.pass(Duration.ofMillis(1));
            room.supervise();
            assertThat(room.worker().killed).isTrue();
            assertThat(record(task).failure())
                    .isInstanceOf(TaskTimeoutException.class)
                    .hasMessageContaining("did not hear");
            room.worker().diesBySignal(9);
            room.settle();
            room.worker().comesUp();
            room.settle();
            room.worker().runsAll();
            room.settle();
            assertThat(record(task).ends()).isEqualTo(1);
            assertThat(record(next).value()).isEqualTo(next.number());
        }
    }

    @Test
    void aTaskThatNoticesGetsASecondAndOneThatHasEndedTwo() throws Exception {
        try (MachineRoom room = up()) {
            room.submit(LIMITED);
            room.worker().takesUp();
            room.pass(LIMIT);
            room.worker().end.heard(RunningMark.NOTICED);
            room.pass(Duration.ofMillis(900));
            room.worker().end.heard(RunningMark.ENDED);
            room.pass(Duration.ofMillis(1_900));
            room.supervise();
            assertThat(room.worker().killed).isFalse();
            room.pass(Duration.ofMillis(100));
            room.supervise();
            assertThat(room.worker().killed).isTrue();
        }
    }

    @Test
    void theGraceThatIsAskedForBeginsWhenTheWorkerHasHeard() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(
                    LIMITED.toBuilder().grace(Duration.ofSeconds(30)).build());
            room.worker().takesUp();
            room.pass(LIMIT);
            room.pass(Duration.ofSeconds(10));
            room.worker().end.heard(RunningMark.WAITED);
            room.pass(Duration.ofSeconds(30).minusNanos(1));
            room.supervise();
            assertThat(room.worker().killed).isFalse();
            room.pass(Duration.ofNanos(1));
            room.supervise();
            assertThat(room.worker().killed).isTrue();
            assertThat(record(task).failure()).hasMessageContaining("after a grace period");
        }
    }

    @Test
    void aJvmThatWritesDownItsCrashIsLetFinish() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit(LIMITED);
            room.worker().takesUp();
            room.worker().crashing = true;
            room.pass(LIMIT);
            room.pass(Duration.ofSeconds(100));
            room.supervise();
            assertThat(room.worker().killed).isFalse();
            assertThat(room.worker().end.isAskedToInterrupt()).isFalse();
            room.pass(Duration.ofSeconds(51));
            room.pass(Duration.ofSeconds(200));
            room.supervise();
            assertThat(room.worker().killed).isTrue();
            assertThat(record(task).ends()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledTaskIsAskedToInterruptAndFailsByThatWhateverItAnswers() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task = room.submit();
            room.worker().takesUp();
            assertThat(room.cancel(task, true)).isFalse();
            assertThat(room.worker().end.isAskedToInterrupt()).isTrue();
            room.worker().answers();
            room.settle();
            assertThat(record(task).failure()).isInstanceOf(CancellationException.class);
            assertThat(room.worker().killed).isFalse();
        }
    }

    @Test
    void aCancelWithoutGraceKillsAtOnce() throws Exception {
        try (MachineRoom room = up()) {
            SentTask task =
                    room.submit(TaskOptions.builder().grace(Duration.ZERO).build());
            room.worker().takesUp();
            room.cancel(task, true);
            room.pass(Duration.ZERO);
            room.supervise();
            assertThat(room.worker().killed).isTrue();
            assertThat(record(task).failure()).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void aCancelDoesNotMeetTheNextTask() throws Exception {
        try (MachineRoom room = up()) {
            SentTask first = room.submit();
            SentTask second = room.submit();
            room.worker().takesUp();
            room.worker().answers();
            room.worker().takesUp();
            room.cancel(first, true);
            room.pass(Duration.ofMinutes(1));
            room.settle();
            assertThat(room.worker().end.isAskedToInterrupt()).isFalse();
            assertThat(room.worker().killed).isFalse();
            room.worker().answers();
            room.settle();
            assertThat(record(second).value()).isEqualTo(second.number());
        }
    }

    @Test
    void aWorkerThatIsNotUpInTimeIsKilledAndItsReadyComesTooLate() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().startLimit(LIMIT).open()) {
            SentTask task = room.submit();
            for (int i = 0; i < 3; i++) {
                room.settle();
                FakeWorker late = room.worker();
                room.pass(LIMIT);
                late.comesUp();
                room.settle();
                assertThat(late.killed).isTrue();
                assertThat(late.takesUp()).isEqualTo(Found.NOTHING);
                late.diesBySignal(9);
                room.settle();
            }
            assertThat(record(task).failure())
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("within its start limit");
        }
    }

    @Test
    void aReadyThatComesFirstSavesTheWorker() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().startLimit(LIMIT).open()) {
            room.settle();
            room.worker().comesUp();
            room.collect();
            room.pass(LIMIT);
            room.settle();
            assertThat(room.worker().killed).isFalse();
            SentTask task = room.submit();
            room.worker().runsAll();
            room.settle();
            assertThat(record(task).value()).isEqualTo(task.number());
        }
    }

    @Test
    void anInitializerOverItsLimitIsAskedWhereItIs() throws Exception {
        try (MachineRoom room =
                new MachineRoom.Setting().initializerLimit(LIMIT).open()) {
            room.settle();
            room.worker().end.initializes();
            room.pass(LIMIT);
            assertThat(room.worker().end.isAskedForInitializer()).isTrue();
            room.pass(Duration.ofMillis(199));
            room.supervise();
            assertThat(room.worker().killed).isFalse();
            room.pass(Duration.ofMillis(1));
            room.supervise();
            assertThat(room.worker().killed).isTrue();
        }
    }

    private static MachineRoom up() throws Exception {
        MachineRoom room = new MachineRoom.Setting().open();
        room.supervise();
        room.worker().comesUp();
        room.settle();
        return room;
    }

    private static RecordedTask record(SentTask task) {
        return MachineRoom.record(task);
    }
}

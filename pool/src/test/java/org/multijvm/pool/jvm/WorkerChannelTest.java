package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.worker.RunningMark;
import org.multijvm.pool.worker.ScriptedWorker.Found;

/** Both ends of one worker's channel, in this JVM, step by step. */
@Tag("unit")
class WorkerChannelTest {
    private MachineRoom room;
    private FakeWorker worker;
    private WorkerChannel channel;

    @BeforeEach
    void startAWorker() throws Exception {
        room = new MachineRoom.Setting().open();
        room.supervise();
        worker = room.worker();
        channel = room.dispatcher.channels()[0];
    }

    @AfterEach
    void end() throws Exception {
        room.close();
    }

    @Test
    void getsNothingBeforeItIsReadyAndThenWhatWaited() throws Exception {
        SentTask task = room.submit();
        assertThat(worker.takesUp()).isEqualTo(Found.NOTHING);
        assertThat(room.dispatcher.waiting().tasks()).isEqualTo(1);
        comesUp();
        assertThat(worker.takesUp()).isEqualTo(Found.A_TASK);
        assertThat(worker.end.task()).isEqualTo(task.number());
        assertThat(worker.end.definitions()).isEqualTo(1);
        assertThat(channel.running()).isSameAs(task);
        worker.answers();
        room.collect();
        assertThat(record(task).value()).isEqualTo(task.number());
        assertThat(channel.live()).isZero();
        assertThat(channel.answered()).isEqualTo(1);
    }

    @Test
    void sendsAFunctionOnceInFrontOfItsFirstCall() throws Exception {
        comesUp();
        for (int i = 0; i < 3; i++) {
            room.submit();
            worker.runsAll();
            room.collect();
        }
        assertThat(worker.end.definitions()).isEqualTo(1);
    }

    @Test
    void aRevokedTaskIsPassedOverAndWaitsWithItsBody() throws Exception {
        comesUp();
        SentTask first = room.submit();
        SentTask second = room.submit();
        assertThat(room.dispatcher.withdraw(second)).isTrue();
        assertThat(second.isKept()).as("the body of a task that was taken back").isTrue();
        assertThat(room.dispatcher.withdraw(second)).as("the second time").isFalse();
        assertThat(worker.takesUp()).isEqualTo(Found.A_TASK);
        worker.answers();
        assertThat(worker.takesUp()).isEqualTo(Found.A_REVOKED_TASK);
        room.collect();
        assertThat(record(first).ends()).isEqualTo(1);
        assertThat(record(second).ends()).isZero();
        assertThat(channel.begin()).isEqualTo(channel.end()).isEqualTo(2);
    }

    @Test
    void aStartedTaskIsNotTakenBack() throws Exception {
        comesUp();
        SentTask task = room.submit();
        worker.takesUp();
        assertThat(room.dispatcher.withdraw(task)).isFalse();
        worker.answers();
        room.collect();
        assertThat(record(task).value()).isEqualTo(task.number());
    }

    @Test
    void anAnswerThatIsThereWhenTheWorkerDiesCounts() throws Exception {
        comesUp();
        SentTask answered = room.submit();
        SentTask waiting = room.submit();
        worker.takesUp();
        worker.answers();
        worker.diesBySignal(9);
        room.supervise();
        assertThat(record(answered).value()).isEqualTo(answered.number());
        assertThat(record(waiting).ends())
                .as("what had not been started waits again")
                .isZero();
        assertThat(room.dispatcher.waiting().tasks()).isEqualTo(1);
    }

    @Test
    void whatIsSentAheadHasABound() throws Exception {
        comesUp();
        List<SentTask> tasks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            tasks.add(room.submit());
        }
        assertThat(channel.live()).isEqualTo(channel.window());
        int ran = 0;
        while (ran < tasks.size()) {
            ran += worker.runsAll();
            room.collect();
            assertThat(channel.live()).isLessThanOrEqualTo(channel.window());
        }
        assertThat(tasks).allMatch(task -> record(task).ends() == 1);
        assertThat(room.dispatcher.waiting().tasks()).isZero();
    }

    @Test
    void whatFindsNoRoomInTheRingWaits() throws Exception {
        comesUp();
        // short tasks, so that many are sent ahead
        room.submit();
        for (int i = 0; i < 60; i++) {
            worker.takesUp();
            worker.end.answer(worker.end.task(), 1);
            room.collect();
            room.submit();
        }
        assertThat(channel.window()).isGreaterThan(100);
        String large = "x".repeat(30_000);
        List<SentTask> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            tasks.add(room.submit(TaskOptions.defaults(), large));
        }
        assertThat(channel.live()).as("what the ring has room for").isLessThan(20);
        assertThat(room.dispatcher.waiting().tasks()).isPositive();
        for (int i = 0; i < 60; i++) {
            worker.runsAll();
            room.collect();
        }
        assertThat(tasks).allMatch(task -> record(task).ends() == 1);
    }

    @Test
    void aWorkerInReserveGetsNothingUntilItIsToServe() throws Exception {
        channel.reserve = true;
        comesUp();
        SentTask task = room.submit();
        assertThat(worker.takesUp()).isEqualTo(Found.NOTHING);
        room.dispatcher.roster().activate(channel);
        assertThat(worker.takesUp()).isEqualTo(Found.A_TASK);
        assertThat(worker.end.task()).isEqualTo(task.number());
    }

    @Test
    void aReadyThatComesBehindTheVerdictBringsItNoTask() throws Exception {
        assertThat(room.dispatcher.running().condemnUnready(channel)).isTrue();
        worker.comesUp();
        room.collect();
        SentTask task = room.submit();
        assertThat(worker.takesUp()).isEqualTo(Found.NOTHING);
        assertThat(channel.live()).isZero();
        assertThat(record(task).ends()).isZero();
        assertThat(room.dispatcher.waiting().tasks()).isEqualTo(1);
    }

    @Test
    void noVerdictOnAWorkerThatIsUp() throws Exception {
        comesUp();
        assertThat(room.dispatcher.running().condemnUnready(channel)).isFalse();
        assertThat(channel.condemned).isFalse();
    }

    @Test
    void anAnswerThatComesBehindTheKillIsNotTaken() throws Exception {
        comesUp();
        SentTask task = room.submit();
        worker.takesUp();
        assertThat(room.dispatcher.running().condemn(channel, task)).isTrue();
        room.supervisor.kill(channel);
        room.supervise();
        assertThat(worker.killed).isTrue();
        assertThat(record(task).ends()).as("fails at once").isEqualTo(1);
        Throwable failure = record(task).failure();
        worker.answers();
        worker.diesBySignal(9);
        room.settle();
        assertThat(record(task).ends()).isEqualTo(1);
        assertThat(record(task).failure()).isSameAs(failure);
    }

    @Test
    void anAnswerThatComesBetweenTheVerdictAndTheKillCounts() throws Exception {
        comesUp();
        SentTask task = room.submit();
        SentTask next = room.submit();
        worker.takesUp();
        assertThat(room.dispatcher.running().condemn(channel, task)).isTrue();
        worker.answers();
        room.supervisor.kill(channel);
        room.settle();
        assertThat(record(task).value()).isEqualTo(task.number());
        assertThat(record(next).ends()).isZero();
        assertThat(worker.takesUp()).as("was taken back from the condemned one").isEqualTo(Found.A_REVOKED_TASK);
        worker.diesBySignal(9);
        room.settle();
        room.worker().comesUp();
        room.settle();
        room.worker().runsAll();
        room.settle();
        assertThat(record(next).value()).isEqualTo(next.number());
    }

    @Test
    void noVerdictOnAWorkerThatHasGoneOnToTheNextTask() throws Exception {
        comesUp();
        SentTask first = room.submit();
        SentTask second = room.submit();
        worker.takesUp();
        worker.answers();
        worker.takesUp();
        assertThat(room.dispatcher.running().condemn(channel, first)).isFalse();
        assertThat(channel.condemned).isFalse();
        worker.answers();
        room.collect();
        assertThat(record(second).value()).isEqualTo(second.number());
    }

    @Test
    void aWrongAnswerEndsTheWorkerAndFailsWhatItRan() throws Exception {
        comesUp();
        SentTask task = room.submit();
        SentTask next = room.submit();
        worker.takesUp();
        worker.end.answerWrongly(4711);
        room.settle();
        assertThat(channel.corrupt).isTrue();
        assertThat(worker.killed).isTrue();
        worker.diesBySignal(9);
        room.settle();
        assertThat(record(task).failure()).isInstanceOf(WorkerCrashedException.class);
        assertThat(record(next).ends()).isZero();
        assertThat(room.dispatcher.waiting().tasks()).isEqualTo(1);
    }

    @Test
    void aTaskThatWasNotTakenBackCannotBeSkipped() throws Exception {
        comesUp();
        SentTask task = room.submit();
        worker.takesUp();
        worker.end.skipWrongly(task.number());
        room.settle();
        assertThat(channel.corrupt).isTrue();
        worker.diesBySignal(9);
        room.settle();
        assertThat(record(task).failure()).isInstanceOf(WorkerCrashedException.class);
    }

    @ParameterizedTest
    @ValueSource(bytes = {0, 1, -1, 0x55})
    void rubbishInTheChannelEndsTheWorkerAndNoTaskIsLost(byte rubbish) throws Exception {
        comesUp();
        List<SentTask> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            tasks.add(room.submit());
        }
        worker.takesUp();
        worker.end.overwrite(rubbish);
        room.settle();
        for (int i = 0; i < 50; i++) {
            tasks.add(room.submit());
            room.settle();
        }
        room.pass(Duration.ofSeconds(1));
        worker.diesBySignal(9);
        room.settle();
        for (int i = 0; i < 20; i++) {
            room.pass(Duration.ofSeconds(1));
            room.settle();
            for (FakeWorker next : room.workers()) {
                if (!next.ready) {
                    next.comesUp();
                }
                next.runsAll();
            }
        }
        room.settle();
        assertThat(tasks).allMatch(task -> record(task).ends() == 1);
        assertThat(tasks.get(tasks.size() - 1)).matches(task -> record(task).failure() == null);
    }

    @Test
    void theStopComesBehindWhatWasSent() throws Exception {
        comesUp();
        SentTask task = room.submit();
        room.dispatcher.close();
        room.settle();
        assertThat(worker.takesUp()).isEqualTo(Found.A_TASK);
        worker.answers();
        assertThat(worker.takesUp())
                .as("not before the collector knows that nothing is left")
                .isEqualTo(Found.NOTHING);
        room.settle();
        assertThat(worker.takesUp()).isEqualTo(Found.THE_STOP);
        assertThat(record(task).value()).isEqualTo(task.number());
    }

    @Test
    void aLargeBodyGoesInABlockThatIsGivenBack() throws Exception {
        comesUp();
        SentTask task = room.submit(TaskOptions.defaults(), "x".repeat(200_000));
        assertThat(task.inBlock()).isTrue();
        worker.runsAll();
        room.collect();
        assertThat(record(task).value()).isEqualTo(task.number());
        assertThat(task.inBlock()).isFalse();
        assertThat(task.isKept()).isFalse();
    }

    @Test
    void theMarkOfATaskThatHasEndedIsNotARunningTask() throws Exception {
        comesUp();
        SentTask task = room.submit();
        assertThat(channel.running()).isNull();
        worker.takesUp();
        assertThat(room.dispatcher.running().of(channel)).isSameAs(task);
        worker.answers();
        assertThat(channel.mark.task()).isEqualTo(RunningMark.NONE);
        assertThat(room.dispatcher.running().of(channel)).isNull();
    }

    private void comesUp() throws Exception {
        worker.comesUp();
        room.settle();
        assertThat(channel.ready).isTrue();
    }

    private static RecordedTask record(SentTask task) {
        return MachineRoom.record(task);
    }
}

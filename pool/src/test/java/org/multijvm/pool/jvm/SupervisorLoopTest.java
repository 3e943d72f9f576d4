package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.worker.ScriptedWorker.Found;

@Tag("unit")
class SupervisorLoopTest {
    private MachineRoom room;

    @BeforeEach
    void startTwoWorkers() throws Exception {
        room = new MachineRoom.Setting().workers(2, 2).open();
        room.supervise();
        room.workers().forEach(FakeWorker::comesUp);
        room.settle();
    }

    @AfterEach
    void end() throws Exception {
        room.close();
    }

    @Test
    void aRoundThatThrowsCostsNoOtherEvent() throws Exception {
        SentTask task = room.submit();
        room.workers().get(0).takesUp();
        room.parts.events().post(() -> {
            throw new IllegalStateException("of a test");
        });
        room.workers().get(0).diesBySignal(9);
        assertThatThrownBy(() -> room.supervisor.go()).hasMessage("of a test");
        room.settle();
        assertThat(record(task).failure()).isInstanceOf(WorkerCrashedException.class);
        assertThat(room.workers()).hasSize(2);
    }

    @Test
    void anEventThatFindsNoMemoryIsGoneOnWith() throws Exception {
        List<String> ran = new ArrayList<>();
        room.parts.events().post(() -> {
            ran.add("first");
            if (ran.size() < 3) {
                throw new OutOfMemoryError("of a test");
            }
        });
        room.parts.events().post(() -> ran.add("second"));
        assertThatThrownBy(() -> room.supervisor.go()).isInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(() -> room.supervisor.go()).isInstanceOf(OutOfMemoryError.class);
        room.supervise();
        assertThat(ran).containsExactly("first", "first", "first", "second");
    }

    @Test
    void aMissingClassBreaksThePoolAndLeavesNothingWaiting() throws Exception {
        SentTask runs = room.submit();
        room.workers().get(0).takesUp();
        room.parts.events().post(() -> {
            throw new NoClassDefFoundError("org/of/a/Test");
        });
        room.supervise();
        assertThat(room.supervisor.health().state()).isEqualTo(PoolHealth.State.BROKEN);
        assertThatThrownBy(room::submit)
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("class path");
        room.workers().forEach(FakeWorker::endIfKilled);
        room.settle();
        assertThat(room.hasEnded()).isTrue();
        assertThat(record(runs).failure()).hasMessageContaining("org/of/a/Test");
    }

    @Test
    void aCloseLetsAllEndInOrder() throws Exception {
        List<SentTask> tasks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            tasks.add(room.submit());
        }
        room.dispatcher.close();
        while (!room.hasEnded()) {
            for (FakeWorker worker : room.workers()) {
                worker.runsAll();
                if (worker.toldToStop) {
                    worker.ends(new ProcessExit.Code(0));
                }
            }
            room.settle();
        }
        assertThat(tasks).allMatch(task -> record(task).value() != null);
        assertThat(room.launcher.all).noneMatch(worker -> worker.killed);
    }

    @Test
    void aTerminateFailsWhatRunsWaitsAndPauses() throws Exception {
        List<SentTask> tasks = new ArrayList<>();
        SentTask pausing = room.submit(
                TaskOptions.builder().retries(1).backOff(Duration.ofMinutes(1)).build());
        room.workers().get(0).takesUp();
        room.workers().get(0).diesBySignal(9);
        room.settle();
        tasks.add(pausing);
        for (int i = 0; i < 30; i++) {
            tasks.add(room.submit());
        }
        room.workers().forEach(FakeWorker::takesUp);
        terminate();
        assertThat(room.workers()).allMatch(worker -> worker.killed);
        room.workers().forEach(FakeWorker::endIfKilled);
        room.settle();
        assertThat(room.hasEnded()).isTrue();
        assertThat(tasks).allMatch(task -> record(task).ends() == 1);
        assertThat(tasks).allMatch(task -> record(task).failure() instanceof CancellationException);
    }

    @Test
    void aTerminateBehindACloseIsHeard() throws Exception {
        SentTask task = room.submit();
        room.workers().get(0).takesUp();
        room.dispatcher.close();
        room.settle();
        terminate();
        terminate();
        room.workers().forEach(FakeWorker::endIfKilled);
        room.settle();
        assertThat(room.hasEnded()).isTrue();
        assertThat(record(task).failure()).isInstanceOf(CancellationException.class);
        assertThat(record(task).ends()).isEqualTo(1);
    }

    @Test
    void anAnswerInFrontOfATerminateCounts() throws Exception {
        SentTask task = room.submit();
        room.workers().get(0).runsAll();
        terminate();
        room.workers().forEach(FakeWorker::endIfKilled);
        room.settle();
        assertThat(record(task).value()).isEqualTo(task.number());
    }

    @Test
    void aWorkerThatComesUpBehindTheTerminateChangesNothing() throws Exception {
        room.workers().get(0).diesBySignal(9);
        room.settle();
        FakeWorker late = room.workers().get(1);
        terminate();
        late.comesUp();
        room.settle();
        assertThat(room.launcher.all).hasSize(3);
        room.workers().forEach(FakeWorker::endIfKilled);
        room.settle();
        assertThat(room.hasEnded()).isTrue();
    }

    @Test
    void aGentleTerminateAsksAndKillsAfterAGrace() throws Exception {
        SentTask task = room.submit();
        room.workers().get(0).takesUp();
        room.supervisor.terminateGently();
        room.supervise();
        assertThat(room.workers()).allMatch(worker -> worker.terminated && !worker.killed);
        room.workers().get(1).diesBySignal(15);
        room.settle();
        assertThat(record(task).ends()).isZero();
        room.pass(Duration.ofSeconds(5));
        room.supervise();
        assertThat(room.worker().killed).isTrue();
        room.worker().endIfKilled();
        room.settle();
        assertThat(room.hasEnded()).isTrue();
        assertThat(record(task).failure()).isInstanceOf(CancellationException.class);
    }

    @Test
    void theNewsOfAnEndMayComeBehindThoseOfAKill() throws Exception {
        SentTask task = room.submit();
        FakeWorker worker = room.workers().get(0);
        WorkerChannel channel = task.channel;
        worker.takesUp();
        assertThat(room.dispatcher.running().condemn(channel, task)).isTrue();
        worker.diesBySignal(9);
        room.supervisor.kill(channel);
        room.settle();
        room.supervisor.kill(channel);
        room.supervisor.corrupt(channel, new IllegalStateException());
        room.supervisor.emptied(channel);
        room.supervisor.nearlySpent(channel);
        room.settle();
        assertThat(record(task).ends()).isEqualTo(1);
        assertThat(room.workers()).hasSize(2);
    }

    @Test
    void aTaskThatIsKilledWithItsWorkerCountsAsFailed() throws Exception {
        SentTask task = room.submit();
        FakeWorker worker = room.workers().get(0);
        WorkerChannel channel = task.channel;
        worker.takesUp();
        room.dispatcher.running().condemn(channel, task);
        room.supervisor.kill(channel);
        room.settle();
        worker.diesBySignal(9);
        room.settle();
        assertThat(room.stats().failed()).isEqualTo(1);
    }

    @Test
    void aKillForWhichThereIsNoMemoryLosesNoTask() throws Exception {
        GreedyTask greedy = new GreedyTask(2);
        SentTask task = room.submit(greedy);
        FakeWorker worker = room.workers().get(0);
        WorkerChannel channel = room.dispatcher.channels()[0];
        worker.takesUp();
        room.dispatcher.running().condemn(channel, task);
        room.supervisor.kill(channel);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> room.supervisor.go()).isInstanceOf(OutOfMemoryError.class);
            assertThat(greedy.ends()).isZero();
        }
        room.settle();
        assertThat(greedy.ends()).isEqualTo(1);
        worker.diesBySignal(9);
        room.settle();
        assertThat(greedy.ends()).isEqualTo(1);
        assertThat(room.stats().failed()).isEqualTo(1);
    }

    @Test
    void aTerminateForWhichThereIsNoMemoryLosesNoTask() throws Exception {
        GreedyTask runs = new GreedyTask(1);
        GreedyTask waits = new GreedyTask(2);
        room.submit(runs);
        room.workers().get(0).takesUp();
        List<SentTask> others = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            others.add(room.submit());
        }
        room.submit(waits);
        others.add(room.submit());
        room.supervisor.terminate();
        room.dispatcher.close();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> room.supervisor.go()).isInstanceOf(OutOfMemoryError.class);
        }
        room.supervise();
        room.workers().forEach(FakeWorker::endIfKilled);
        assertThatThrownBy(room::supervise).isInstanceOf(OutOfMemoryError.class);
        room.settle();
        assertThat(room.hasEnded()).isTrue();
        assertThat(runs.ends()).isEqualTo(1);
        assertThat(waits.ends()).isEqualTo(1);
        assertThat(others).allMatch(task -> record(task).ends() == 1);
    }

    @Test
    void aDeathForWhichThereIsNoMemoryLosesNoTask() throws Exception {
        GreedyTask greedy = new GreedyTask(2);
        room.submit(greedy);
        room.workers().get(0).takesUp();
        room.workers().get(0).diesBySignal(9);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> room.supervisor.go()).isInstanceOf(OutOfMemoryError.class);
            assertThat(greedy.ends()).isZero();
        }
        room.settle();
        assertThat(greedy.ends()).isEqualTo(1);
        assertThat(room.workers()).hasSize(2);
    }

    @Test
    void aLeavingWorkerIsToldToEndOnce() throws Exception {
        room.supervisor.resize(1);
        room.settle();
        FakeWorker leaving = room.workers().stream()
                .filter(worker -> worker.takesUp() == Found.THE_STOP)
                .findFirst()
                .orElseThrow();
        room.settle();
        assertThat(leaving.takesUp()).isEqualTo(Found.NOTHING);
        leaving.ends(new ProcessExit.Code(0));
        room.settle();
        assertThat(room.workers()).hasSize(1);
    }

    private void terminate() throws InterruptedException {
        room.supervisor.terminate();
        room.dispatcher.close();
        room.supervise();
    }

    private static RecordedTask record(SentTask task) {
        return MachineRoom.record(task);
    }
}

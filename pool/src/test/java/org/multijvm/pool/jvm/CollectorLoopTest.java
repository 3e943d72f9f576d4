package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.worker.ScriptedWorker.Found;

@Tag("unit")
class CollectorLoopTest {
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
    void goesOnWithAnAnswerForWhichTheHeapWasFull() {
        GreedyTask greedy = new GreedyTask(3);
        SentTask first = room.submit(greedy);
        SentTask second = room.submit();
        room.workers().forEach(FakeWorker::runsAll);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> room.collector.go()).isInstanceOf(OutOfMemoryError.class);
            assertThat(greedy.ends()).isZero();
        }
        room.collector.go();
        room.collector.go();
        assertThat(greedy.ends()).isEqualTo(1);
        assertThat(greedy.value()).isEqualTo(first.number());
        assertThat(MachineRoom.record(second).ends()).isEqualTo(1);
        assertThat(room.dispatcher.channels()).allMatch(channel -> channel.live() == 0 && !channel.corrupt);
    }

    @Test
    void aCallerThatLooksItselfIsNotBrokenByTheFullHeapOfAnothersTask() {
        GreedyTask greedy = new GreedyTask(1);
        room.submit(greedy);
        room.workers().forEach(FakeWorker::runsAll);
        room.collector.awaited(new CompletableFuture<>());
        assertThat(greedy.ends()).isZero();
        room.collector.awaited(new CompletableFuture<>());
        assertThat(greedy.ends()).isEqualTo(1);
    }

    @Test
    void freesAWorkerThatStandsStillOfItsTasksWhileAnotherIsIdle() {
        FakeWorker still = room.workers().get(0);
        FakeWorker other = room.workers().get(1);
        SentTask first = room.submit();
        SentTask second = room.submit();
        other.runsAll();
        room.collect();
        for (int i = 0; i < 3; i++) {
            room.time.addAndGet(Duration.ofMillis(150).toNanos());
            room.collector.go();
        }
        other.runsAll();
        room.collect();
        assertThat(MachineRoom.record(first).ends()).isEqualTo(1);
        assertThat(MachineRoom.record(second).ends()).isEqualTo(1);
        WorkerChannel channel = room.dispatcher.channels()[0];
        assertThat(channel.takes()).as("gets nothing until it says something").isFalse();
        assertThat(still.takesUp()).isEqualTo(Found.A_REVOKED_TASK);
        room.collect();
        assertThat(channel.takes()).isTrue();
    }

    @Test
    void aWorkerThatHasStartedItsTaskDoesNotStandStill() {
        SentTask task = room.submit();
        room.workers().get(0).takesUp();
        for (int i = 0; i < 5; i++) {
            room.time.addAndGet(Duration.ofMillis(150).toNanos());
            room.collector.go();
        }
        assertThat(task.channel).isSameAs(room.dispatcher.channels()[0]);
        assertThat(room.dispatcher.channels()[0].stalled).isFalse();
    }

    @Test
    void takesNothingOfAWorkerThatItHasLeft() {
        SentTask task = room.submit();
        FakeWorker worker = room.workers().get(0);
        WorkerChannel channel = room.dispatcher.channels()[0];
        worker.takesUp();
        room.collector.drainAndLeave(channel);
        worker.answers();
        room.collect();
        room.collector.drain(channel);
        assertThat(MachineRoom.record(task).ends()).isZero();
        assertThat(room.dispatcher.roster().remove(channel)).isSameAs(task);
        room.parts.endings().giveUp(task, new IllegalStateException());
    }

    @Test
    void endsWhenItIsLeft() {
        assertThat(room.collector.go()).isTrue();
        room.collector.abandon();
        assertThat(room.collector.go()).isFalse();
    }
}

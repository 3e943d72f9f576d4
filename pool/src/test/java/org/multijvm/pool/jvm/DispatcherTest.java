package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.worker.ScriptedWorker.Found;

@Tag("unit")
class DispatcherTest {
    private static final TaskOptions TWICE = TaskOptions.builder().retries(1).build();

    @Test
    void sendsToTheWorkerWithTheFewestTasks() throws Exception {
        try (MachineRoom room = up(3)) {
            for (int i = 0; i < 6; i++) {
                room.submit();
            }
            assertThat(room.dispatcher.channels()).allMatch(channel -> channel.live() == 2);
        }
    }

    @Test
    void anIdleWorkerTakesBackHalfOfWhatTheFullestHasNotStarted() throws Exception {
        try (MachineRoom room = up(2)) {
            List<SentTask> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(room.submit());
            }
            FakeWorker busy = room.workers().get(0);
            FakeWorker quick = room.workers().get(1);
            busy.takesUp();
            for (int i = 0; i < 20; i++) {
                quick.runsAll();
                room.collect();
            }
            assertThat(tasks)
                    .filteredOn(task -> MachineRoom.record(task).ends() == 1)
                    .hasSize(9);
            busy.answers();
            busy.runsAll();
            room.collect();
            assertThat(tasks).allMatch(task -> MachineRoom.record(task).ends() == 1);
        }
    }

    @Test
    void whatAWorkerHasNotStartedGivesWayToWhatOutranksIt() throws Exception {
        try (MachineRoom room = up(2)) {
            List<SentTask> plain = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                plain.add(room.submit());
            }
            FakeWorker first = room.workers().get(0);
            FakeWorker second = room.workers().get(1);
            first.takesUp();
            second.takesUp();
            long late = room.submit(TaskOptions.builder().priority(1).build()).number();
            // whichever has ended first runs it next
            second.answers();
            room.collect();
            while (second.takesUp() != Found.A_TASK) {
                room.collect();
            }
            assertThat(second.end.task()).isEqualTo(late);
            for (int i = 0; i < 40; i++) {
                first.runsAll();
                second.runsAll();
                room.collect();
            }
            assertThat(plain).allMatch(task -> MachineRoom.record(task).ends() == 1);
        }
    }

    @Test
    void whatADeadWorkerHadNotStartedComesBackInItsOrder() throws Exception {
        try (MachineRoom room = up(1)) {
            List<Long> numbers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                numbers.add(room.submit().number());
            }
            room.worker().diesBySignal(9);
            room.settle();
            FakeWorker next = room.worker();
            next.comesUp();
            room.settle();
            List<Long> seen = new ArrayList<>();
            while (next.takesUp() == Found.A_TASK) {
                seen.add(next.end.task());
                next.answers();
                room.collect();
            }
            assertThat(seen).isEqualTo(numbers);
        }
    }

    @Test
    void aWorkerIsRemovedOnce() throws Exception {
        try (MachineRoom room = up(1)) {
            WorkerChannel channel = room.dispatcher.channels()[0];
            SentTask task = room.submit();
            room.worker().takesUp();
            assertThat(room.dispatcher.roster().remove(channel)).isSameAs(task);
            assertThat(room.dispatcher.roster().remove(channel)).isNull();
            room.parts.endings().giveUp(task, new IllegalStateException());
        }
    }

    @Test
    void refusesWhatIsTooMuchAndTakesAgainWhatHasRoom() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().refuseAbove(1_000).open()) {
            room.supervise();
            int taken = 0;
            boolean full = false;
            while (!full) {
                try {
                    room.submit();
                    taken++;
                } catch (RejectedExecutionException refused) {
                    assertThat(refused).hasMessageContaining("limit=1000");
                    full = true;
                }
            }
            assertThat(room.dispatcher.waiting().tasks()).isEqualTo(taken);
            room.worker().comesUp();
            room.settle();
            room.worker().runsAll();
            room.settle();
            room.submit();
        }
    }

    @Test
    void isNotDrainedWhileATaskMayComeBack() throws Exception {
        try (MachineRoom room = up(1)) {
            SentTask task = room.submit(TWICE);
            room.worker().takesUp();
            room.dispatcher.close();
            room.worker().diesBySignal(9);
            room.supervise();
            assertThat(room.hasEnded()).isFalse();
            FakeWorker next = room.worker();
            next.comesUp();
            room.settle();
            next.runsAll();
            room.settle();
            assertThat(next.takesUp()).isEqualTo(Found.THE_STOP);
            assertThat(MachineRoom.record(task).value()).isEqualTo(task.number());
            assertThat(MachineRoom.record(task).ends()).isEqualTo(1);
        }
    }

    @Test
    void aClosedPoolWhoseLastTaskIsWithdrawnEnds() throws Exception {
        try (MachineRoom room = up(1)) {
            SentTask runs = room.submit();
            SentTask waits = room.submit();
            room.worker().takesUp();
            room.dispatcher.close();
            assertThat(room.cancel(waits, false)).isTrue();
            room.worker().answers();
            room.settle();
            assertThat(room.worker().takesUp()).isEqualTo(Found.A_REVOKED_TASK);
            room.settle();
            assertThat(room.worker().takesUp()).isEqualTo(Found.THE_STOP);
            assertThat(MachineRoom.record(runs).ends()).isEqualTo(1);
        }
    }

    @Test
    void aCancelledTaskDoesNotComeBackBehindItsPause() throws Exception {
        try (MachineRoom room = up(1)) {
            SentTask task = room.submit(TaskOptions.builder()
                    .retries(1)
                    .backOff(Duration.ofSeconds(1))
                    .build());
            room.worker().takesUp();
            room.worker().diesBySignal(9);
            room.settle();
            assertThat(room.cancel(task, false)).isTrue();
            room.pass(Duration.ofSeconds(2));
            room.settle();
            FakeWorker next = room.worker();
            next.comesUp();
            room.settle();
            assertThat(next.takesUp()).isEqualTo(Found.NOTHING);
            assertThat(MachineRoom.record(task).ends()).isZero();
        }
    }

    @Test
    void withdrawsAllThatNoWorkerHasStarted() throws Exception {
        try (MachineRoom room = up(2)) {
            List<SentTask> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tasks.add(room.submit());
            }
            room.workers().forEach(FakeWorker::takesUp);
            List<SentTask> back = room.dispatcher.withdrawAll();
            back.forEach(room.parts.endings()::release);
            assertThat(back).hasSize(18).doesNotHaveDuplicates().isSubsetOf(tasks);
            assertThat(room.dispatcher.waiting().tasks()).isZero();
            room.workers().forEach(FakeWorker::runsAll);
            room.settle();
            assertThat(tasks)
                    .filteredOn(task -> MachineRoom.record(task).ends() == 1)
                    .hasSize(2);
        }
    }

    @Test
    void refusesWithTheReasonWhyItWasGivenUp() throws Exception {
        try (MachineRoom room = up(1)) {
            room.dispatcher.breakWith(new RejectedExecutionException("no more: why=so"));
            assertThatThrownBy(room::submit)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("no more: why=so");
        }
    }

    private static MachineRoom up(int workers) throws Exception {
        MachineRoom room = new MachineRoom.Setting().workers(workers, workers).open();
        room.supervise();
        room.workers().forEach(FakeWorker::comesUp);
        room.settle();
        return room;
    }
}

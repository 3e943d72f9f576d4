package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.task.WorkerStartException;
import org.multijvm.pool.worker.ScriptedWorker.Found;

/** How many workers there are, and which one takes whose place, in each order of their events. */
@Tag("unit")
class WorkforceTest {
    @Test
    void aStartThatIsRefusedIsTriedAgain() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().open()) {
            room.launcher.refusals = 2;
            SentTask task = room.submit();
            room.settle();
            room.worker().comesUp();
            room.settle();
            room.worker().runsAll();
            room.settle();
            assertThat(MachineRoom.record(task).value()).isEqualTo(task.number());
            assertThat(room.supervisor.health().state()).isEqualTo(PoolHealth.State.UP);
            assertThat(room.dispatcher.channels())
                    .as("nothing is left of the failed starts")
                    .hasSize(1);
        }
    }

    @Test
    void aPoolThatNeverComesUpIsGivenUpAtTheThirdTry() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().open()) {
            room.launcher.refusals = 3;
            SentTask task = room.submit();
            room.settle();
            assertThat(MachineRoom.record(task).failure())
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("tries in a row=3")
                    .hasMessageContaining("worker=quiet-3");
            assertThat(room.hasEnded()).isTrue();
        }
    }

    @Test
    void aWorkerThatDiesAtItsStartCountsAsAFailedStart() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().open()) {
            SentTask task = room.submit();
            for (int i = 0; i < 3; i++) {
                room.settle();
                room.worker().end.startFailed(new IllegalArgumentException("no such device"));
                room.worker().ends(new ProcessExit.Code(1));
            }
            room.settle();
            assertThat(MachineRoom.record(task).failure())
                    .isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("no such device");
        }
    }

    @Test
    void aWorkerThatSomebodyKillsAtItsStartIsNoReasonToGiveUp() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().open()) {
            for (int i = 0; i < 10; i++) {
                room.settle();
                if (room.workers().isEmpty()) {
                    room.pass(Duration.ofSeconds(1));
                    room.settle();
                }
                room.worker().diesBySignal(9);
            }
            room.settle();
            assertThat(room.supervisor.health().state()).isNotEqualTo(PoolHealth.State.BROKEN);
        }
    }

    @Test
    void workersComeUpOneAfterTheOther() throws Exception {
        try (MachineRoom room = oneAfterTheOther(3)) {
            assertThat(room.workers()).hasSize(1);
            room.submit();
            room.submit();
            room.workers().get(0).comesUp();
            room.settle();
            assertThat(room.workers()).hasSize(2);
            // one that dies on the way holds up nobody
            room.workers().get(1).diesBySignal(9);
            room.settle();
            room.pass(Duration.ofSeconds(1));
            room.settle();
            assertThat(room.workers()).hasSizeGreaterThanOrEqualTo(2);
            room.workers().get(1).comesUp();
            room.settle();
            assertThat(room.workers()).hasSize(3);
            room.workers().get(2).comesUp();
            room.settle();
            room.pass(Duration.ofSeconds(1));
            room.settle();
            assertThat(room.workers()).hasSize(3);
        }
    }

    @Test
    void theFirstOneIsAloneForAMomentWhileItIsEnough() throws Exception {
        try (MachineRoom room = oneAfterTheOther(3)) {
            room.worker().comesUp();
            room.settle();
            room.submit();
            room.worker().runsAll();
            room.settle();
            room.pass(Duration.ofMillis(99));
            room.settle();
            assertThat(room.workers()).hasSize(1);
            room.pass(Duration.ofMillis(1));
            room.settle();
            assertThat(room.workers()).hasSize(2);
            room.workers().get(1).comesUp();
            room.settle();
            assertThat(room.workers()).hasSize(3);
        }
    }

    @Test
    void aSecondTaskEndsThatMoment() throws Exception {
        try (MachineRoom room = oneAfterTheOther(2)) {
            room.worker().comesUp();
            room.settle();
            room.submit();
            room.settle();
            assertThat(room.workers()).hasSize(1);
            room.submit();
            room.settle();
            assertThat(room.workers()).hasSize(2);
        }
    }

    @Test
    void theDeathOfTheFirstOneEndsThatMoment() throws Exception {
        try (MachineRoom room = oneAfterTheOther(2)) {
            room.worker().comesUp();
            room.settle();
            room.worker().diesBySignal(9);
            room.settle();
            room.pass(Duration.ofMillis(1));
            room.settle();
            assertThat(room.workers()).isNotEmpty();
        }
    }

    @Test
    void oneThatTakesLongToComeUpHoldsUpTheNextForAMomentOnly() throws Exception {
        try (MachineRoom room = oneAfterTheOther(3)) {
            room.pass(Duration.ofMillis(249));
            room.settle();
            assertThat(room.workers()).hasSize(1);
            room.pass(Duration.ofMillis(1));
            room.settle();
            assertThat(room.workers()).hasSize(2);
            room.pass(Duration.ofMillis(250));
            room.settle();
            assertThat(room.workers()).hasSize(3);
        }
    }

    @Test
    void aPoolThatIsClosedMeanwhileStartsNoMore() throws Exception {
        try (MachineRoom room = oneAfterTheOther(2)) {
            room.dispatcher.close();
            room.settle();
            room.pass(Duration.ofSeconds(1));
            room.settle();
            assertThat(room.launcher.all).hasSize(1);
        }
    }

    private static MachineRoom oneAfterTheOther(int workers) throws Exception {
        MachineRoom room = new MachineRoom.Setting()
                .workers(workers, workers)
                .startsAtOnce(1)
                .open();
        room.supervise();
        return room;
    }

    @Test
    void aDeadWorkerFailsWhatItRanAndGetsASuccessorInItsSlot() throws Exception {
        try (MachineRoom room = up(2)) {
            SentTask ran = room.submit();
            room.workers().get(0).takesUp();
            room.workers().get(0).diesBySignal(11);
            room.settle();
            assertThat(MachineRoom.record(ran).failure())
                    .isInstanceOfSatisfying(
                            WorkerCrashedException.class,
                            crash -> assertThat(crash.worker()).isEqualTo("quiet-1"));
            assertThat(room.workers()).extracting(worker -> worker.id).containsExactly(2, 1);
            assertThat(room.workers()).extracting(worker -> worker.name).containsExactly("quiet-2", "quiet-3");
            assertThat(room.launcher.all.get(0).closed).isTrue();
        }
    }

    @Test
    void aPoolWhoseWorkersDieWithoutATaskPausesAndIsGivenUpInTheEnd() throws Exception {
        try (MachineRoom room = up(1)) {
            int deaths = 0;
            int pauses = 0;
            while (!room.hasEnded()) {
                assertThat(deaths).as("never a storm").isLessThan(100);
                if (room.workers().isEmpty()) {
                    pauses++;
                    room.pass(Duration.ofSeconds(2));
                } else if (room.worker().ready) {
                    deaths++;
                    room.worker().diesBySignal(11);
                } else {
                    room.worker().comesUp();
                }
                room.settle();
            }
            assertThat(deaths).isGreaterThanOrEqualTo(RestartGuard.IDLE_DEATHS);
            assertThat(pauses).isPositive();
            assertThat(room.supervisor.health().state()).isEqualTo(PoolHealth.State.BROKEN);
        }
    }

    @Test
    void tasksThatCrashNeverBreakThePool() throws Exception {
        try (MachineRoom room = up(1)) {
            for (int crashes = 0; crashes < 50; ) {
                if (room.workers().isEmpty()) {
                    room.pass(Duration.ofSeconds(2));
                } else if (!room.worker().ready) {
                    room.worker().comesUp();
                } else {
                    SentTask task = room.submit();
                    room.worker().takesUp();
                    room.worker().diesBySignal(11);
                    room.settle();
                    assertThat(MachineRoom.record(task).failure()).isInstanceOf(WorkerCrashedException.class);
                    crashes++;
                }
                room.settle();
            }
            assertThat(room.supervisor.health().state()).isNotEqualTo(PoolHealth.State.BROKEN);
        }
    }

    @Test
    void growsWithTheLoadUpToTheMostAndShrinksWhenIdle() throws Exception {
        MachineRoom.Setting setting = new MachineRoom.Setting().workers(1, 3).idleTime(Duration.ofSeconds(1));
        try (MachineRoom room = setting.open()) {
            room.settle();
            room.worker().comesUp();
            room.settle();
            for (int i = 0; i < 20; i++) {
                room.submit();
                room.settle();
            }
            assertThat(room.workers()).hasSize(3);
            for (int i = 0; i < 20; i++) {
                room.workers().stream().filter(worker -> !worker.ready).forEach(FakeWorker::comesUp);
                room.settle();
                room.workers().forEach(FakeWorker::runsAll);
                room.settle();
            }
            for (int i = 0; i < 40; i++) {
                room.pass(Duration.ofMillis(300));
                room.settle();
                room.workers().forEach(FakeWorker::runsAll);
            }
            room.workers().stream()
                    .filter(worker -> worker.toldToStop)
                    .forEach(worker -> worker.ends(new ProcessExit.Code(0)));
            room.settle();
            assertThat(room.workers()).hasSize(1);
            assertThat(room.dispatcher.channels()).hasSize(1);
        }
    }

    @Test
    void aSmallerPoolLetsTheIdleOnesGoFirst() throws Exception {
        try (MachineRoom room = up(3)) {
            room.submit();
            FakeWorker busy = room.workers().get(0);
            busy.takesUp();
            room.supervisor.resize(1);
            room.settle();
            for (FakeWorker worker : room.workers()) {
                if (worker != busy) {
                    assertThat(worker.takesUp()).isEqualTo(Found.THE_STOP);
                    worker.ends(new ProcessExit.Code(0));
                }
            }
            room.settle();
            assertThat(room.worker()).isSameAs(busy);
            busy.answers();
            room.settle();
            assertThat(busy.takesUp()).isEqualTo(Found.NOTHING);
        }
    }

    @Test
    void aLargerPoolStartsWhatIsMissing() throws Exception {
        try (MachineRoom room = up(1)) {
            room.supervisor.resize(4);
            room.settle();
            assertThat(room.workers()).hasSize(4);
            room.supervisor.resize(2);
            room.settle();
            assertThat(room.workers())
                    .filteredOn(worker -> worker.killed)
                    .as("those that are not up")
                    .hasSize(2);
        }
    }

    @Test
    void aSpentWorkerIsReplacedByOneThatIsReadyAndGetsNothingMore() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().maxTasks(2).open()) {
            room.settle();
            FakeWorker first = room.worker();
            first.comesUp();
            room.settle();
            SentTask one = room.submit();
            SentTask two = room.submit();
            SentTask three = room.submit();
            room.settle();
            assertThat(room.workers()).hasSize(2);
            FakeWorker second = room.workers().get(1);
            first.runsAll();
            room.settle();
            assertThat(MachineRoom.record(one).ends() + MachineRoom.record(two).ends())
                    .isEqualTo(2);
            assertThat(MachineRoom.record(three).ends()).isZero();
            assertThat(first.toldToStop).as("before there is another one").isFalse();
            second.comesUp();
            room.settle();
            assertThat(first.takesUp()).isEqualTo(Found.THE_STOP);
            second.runsAll();
            room.settle();
            assertThat(MachineRoom.record(three).value()).isEqualTo(three.number());
            first.ends(new ProcessExit.Code(0));
            room.settle();
            assertThat(room.workers()).first().isSameAs(second);
            assertThat(room.workers()).as("and one for the time after").hasSize(2);
        }
    }

    @Test
    void theOneInReserveTakesThePlaceOfOneThatDies() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().maxTasks(3).open()) {
            room.settle();
            FakeWorker first = room.worker();
            first.comesUp();
            room.settle();
            room.submit();
            room.submit();
            room.settle();
            FakeWorker second = room.workers().get(1);
            second.comesUp();
            room.settle();
            first.takesUp();
            first.diesBySignal(9);
            room.settle();
            assertThat(room.worker()).as("no third one").isSameAs(second);
            assertThat(second.takesUp()).isEqualTo(Found.A_TASK);
        }
    }

    @Test
    void aWorkerServesOnWhileNoneCanBeStartedInItsPlace() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().maxTasks(2).open()) {
            room.settle();
            FakeWorker only = room.worker();
            only.comesUp();
            room.settle();
            room.launcher.refusals = 1_000;
            for (int i = 0; i < 30; i++) {
                SentTask task = room.submit();
                room.settle();
                only.runsAll();
                room.pass(Duration.ofSeconds(20));
                room.settle();
                assertThat(MachineRoom.record(task).value()).isEqualTo(task.number());
            }
            assertThat(room.worker()).isSameAs(only);
            assertThat(room.supervisor.health().state()).isEqualTo(PoolHealth.State.DEGRADED);
            room.launcher.refusals = 0;
            room.pass(Duration.ofSeconds(20));
            room.settle();
            room.workers().get(1).comesUp();
            room.settle();
            assertThat(only.takesUp()).isEqualTo(Found.THE_STOP);
        }
    }

    @Test
    void aWorkerForOneTaskNeverGetsASecondOne() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().maxTasks(1).open()) {
            room.settle();
            FakeWorker only = room.worker();
            only.comesUp();
            room.settle();
            room.launcher.refusals = 1_000;
            room.submit();
            SentTask second = room.submit();
            only.runsAll();
            for (int i = 0; i < 5; i++) {
                room.pass(Duration.ofSeconds(1));
                room.settle();
            }
            assertThat(only.takesUp()).isIn(Found.NOTHING, Found.THE_STOP);
            assertThat(MachineRoom.record(second).value()).isNull();
        }
    }

    @Test
    void aLeavingWorkerThatDoesNotEndIsKilledAfterAGrace() throws Exception {
        try (MachineRoom room = up(2)) {
            room.supervisor.resize(1);
            room.settle();
            room.workers().forEach(FakeWorker::takesUp);
            room.pass(Duration.ofMillis(4_900));
            room.settle();
            assertThat(room.workers()).noneMatch(worker -> worker.killed);
            room.pass(Duration.ofMillis(200));
            room.settle();
            assertThat(room.workers()).filteredOn(worker -> worker.killed).hasSize(1);
            room.workers().forEach(FakeWorker::endIfKilled);
            room.settle();
            assertThat(room.workers()).hasSize(1);
        }
    }

    @Test
    void aWorkerThatHoldsTooMuchIsReplacedBehindItsTask() throws Exception {
        try (MachineRoom room = new MachineRoom.Setting().tooMuchMemory().open()) {
            room.settle();
            FakeWorker first = room.worker();
            first.comesUp();
            room.settle();
            room.submit();
            first.runsAll();
            room.settle();
            room.pass(Duration.ofSeconds(1));
            room.settle();
            assertThat(room.workers()).hasSize(2);
            room.workers().get(1).comesUp();
            room.settle();
            assertThat(first.takesUp()).isEqualTo(Found.THE_STOP);
        }
    }

    @Test
    void aTaskThatIsTriedAgainOutlivesItsWorkerOnce() throws Exception {
        try (MachineRoom room = up(1)) {
            SentTask task = room.submit(TaskOptions.builder().retries(1).build());
            room.worker().takesUp();
            room.worker().diesBySignal(9);
            room.settle();
            assertThat(MachineRoom.record(task).ends()).isZero();
            room.worker().comesUp();
            room.settle();
            room.worker().takesUp();
            room.worker().diesBySignal(9);
            room.settle();
            assertThat(MachineRoom.record(task).failure()).isInstanceOf(WorkerCrashedException.class);
            assertThat(MachineRoom.record(task).ends()).isEqualTo(1);
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

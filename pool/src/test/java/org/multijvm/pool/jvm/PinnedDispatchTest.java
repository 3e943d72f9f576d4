package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.engine.PinnedTasks;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.task.PoolStats.AffinityStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.worker.ScriptedWorker.Found;

/** Tasks that are for one worker, in worker JVMs: step by step. */
@Tag("unit")
class PinnedDispatchTest {
    private static final Duration PATIENCE = Duration.ofMillis(100);
    private static final TaskOptions SOFT =
            TaskOptions.builder().affinity("k", PATIENCE).build();
    private static final TaskOptions STRICT =
            TaskOptions.builder().strictAffinity("k").build();

    @Test
    void anIdleWorkerTakesASoftTaskThatWasFedAheadWhenItsPatienceIsOverAndNotBefore() throws Exception {
        try (MachineRoom room = up(2)) {
            SentTask first = room.submit(SOFT);
            FakeWorker home = workerOf(room, first);
            FakeWorker other = otherThan(room, home);
            assertThat(home.takesUp()).isEqualTo(Found.A_TASK);
            SentTask second = room.submit(SOFT);
            assertThat(workerOf(room, second)).isSameAs(home);
            room.settle();
            passAndSupervise(room, Duration.ofMillis(99));
            assertThat(other.takesUp()).isEqualTo(Found.NOTHING);
            passAndSupervise(room, Duration.ofMillis(1));
            assertThat(other.takesUp()).isEqualTo(Found.A_TASK);
            assertThat(other.end.task()).isEqualTo(second.number());
            other.answers();
            home.answers();
            room.settle();
            assertThat(room.stats().affinity()).isEqualTo(new AffinityStats(1, 0, 1, 1, 0));
            // the key has stayed
            assertThat(workerOf(room, room.submit(SOFT))).isSameAs(home);
        }
    }

    @Test
    void aStrictTaskIsNeverTakenFromAWorkerThatLives() throws Exception {
        try (MachineRoom room = up(2)) {
            SentTask first = room.submit(STRICT);
            FakeWorker home = workerOf(room, first);
            FakeWorker other = otherThan(room, home);
            home.takesUp();
            for (int i = 0; i < 30; i++) {
                room.submit(STRICT);
            }
            for (int i = 0; i < 30; i++) {
                passAndSupervise(room, Duration.ofSeconds(1));
                assertThat(other.runsAll()).isZero();
                room.collect();
            }
            home.answers();
            for (int i = 0; i < 60; i++) {
                home.runsAll();
                room.collect();
            }
            assertThat(room.stats().affinity()).isEqualTo(new AffinityStats(1, 30, 1, 0, 0));
        }
    }

    @Test
    void othersAreTakenBackFromBetweenTasksWithAKey() throws Exception {
        try (MachineRoom room = up(2)) {
            FakeWorker home = workerOf(room, room.submit(STRICT));
            FakeWorker other = otherThan(room, home);
            home.takesUp();
            List<SentTask> plain = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                plain.add(room.submit());
                room.submit(STRICT);
            }
            for (int i = 0; i < 60; i++) {
                other.runsAll();
                room.collect();
            }
            assertThat(plain).allMatch(task -> MachineRoom.record(task).ends() == 1);
        }
    }

    @Test
    void whatWaitsForAStrictKeyWaitsUntilAWorkerThatLeavesHasEndedItsTask() throws Exception {
        try (MachineRoom room = up(2)) {
            SentTask first = room.submit(STRICT);
            WorkerChannel channel = first.channel;
            FakeWorker home = workerOf(room, first);
            home.takesUp();
            SentTask second = room.submit(STRICT);
            room.dispatcher.roster().retire(channel, true);
            FakeWorker other = otherThan(room, home);
            assertThat(other.takesUp()).isEqualTo(Found.NOTHING);
            SentTask third = room.submit(STRICT);
            home.answers();
            room.collect();
            assertThat(other.takesUp()).isEqualTo(Found.A_TASK);
            assertThat(other.end.task()).isEqualTo(second.number());
            other.answers();
            room.collect();
            assertThat(other.takesUp()).isEqualTo(Found.A_TASK);
            assertThat(other.end.task()).isEqualTo(third.number());
        }
    }

    @Test
    void aCancelledTaskOfALaneLetsAClosedPoolEnd() throws Exception {
        try (MachineRoom room = up(1)) {
            room.submit(STRICT);
            room.worker().takesUp();
            List<SentTask> waiting = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                waiting.add(room.submit(STRICT));
            }
            room.dispatcher.close();
            for (SentTask each : waiting) {
                assertThat(room.cancel(each, false)).isTrue();
            }
            room.worker().answers();
            room.settle();
            assertThat(room.dispatcher.isDrained()).isTrue();
            assertThat(room.stats().waiting()).isZero();
        }
    }

    @Test
    void keysThatWereNotUsedForLongAreForgotten() throws Exception {
        try (MachineRoom room = up(1)) {
            room.submit(TaskOptions.builder().strictAffinity("used").build());
            for (int i = 0; i < PinnedTasks.MOST_KEYS + 100; i++) {
                SentTask task =
                        room.submit(TaskOptions.builder().affinity("key" + i).build());
                if (i % 8 == 0) {
                    room.worker().runsAll();
                    room.collect();
                }
                assertThat(task.isPinned()).isTrue();
            }
            for (int i = 0; i < 100; i++) {
                room.worker().runsAll();
                room.collect();
            }
            assertThat(room.stats().affinity().keys()).isBetween(PinnedTasks.MOST_KEYS - 1, PinnedTasks.MOST_KEYS);
            assertThat(room.stats().affinity().kept()).isZero();
        }
    }

    @Test
    void anOrderGoesBeforeAllThatAWorkerHasNotStarted() throws Exception {
        try (MachineRoom room = up(1)) {
            FakeWorker worker = room.worker();
            List<SentTask> tasks = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                tasks.add(room.submit());
            }
            worker.takesUp();
            Map<String, RecordedTask> order = room.order(false);
            worker.answers();
            room.collect();
            while (worker.takesUp() != Found.A_TASK) {
                room.collect();
            }
            worker.answers();
            room.collect();
            assertThat(order.get(worker.name).ends()).isEqualTo(1);
            assertThat(tasks)
                    .filteredOn(task -> MachineRoom.record(task).ends() == 1)
                    .hasSize(1);
        }
    }

    @Test
    void whatAWorkerIsToRunSinceItHasComeKeepsNoClosedPoolOpen() throws Exception {
        try (MachineRoom room = up(1)) {
            Map<String, RecordedTask> order = room.order(true);
            room.worker().runsAll();
            room.settle();
            room.supervisor.resize(2);
            room.supervise();
            assertThat(order).hasSize(2);
            room.dispatcher.close();
            room.settle();
            for (FakeWorker worker : room.workers()) {
                worker.endIfKilled();
                if (worker.ready) {
                    assertThat(worker.takesUp()).isEqualTo(Found.THE_STOP);
                    worker.ends(new org.multijvm.launcher.ProcessExit.Code(0));
                }
            }
            room.settle();
            assertThat(room.hasEnded()).isTrue();
            assertThat(order.values()).allMatch(task -> task.ends() == 1);
        }
    }

    private static void passAndSupervise(MachineRoom room, Duration time) throws InterruptedException {
        room.pass(time);
        room.settle();
    }

    private static FakeWorker workerOf(MachineRoom room, SentTask task) {
        WorkerChannel channel = task.channel;
        return room.workers().stream()
                .filter(worker -> channel != null && worker.name.equals(channel.name))
                .findFirst()
                .orElseThrow();
    }

    private static FakeWorker otherThan(MachineRoom room, FakeWorker one) {
        return room.workers().stream()
                .filter(worker -> worker != one)
                .findFirst()
                .orElseThrow();
    }

    private static MachineRoom up(int workers) throws Exception {
        MachineRoom room = new MachineRoom.Setting().workers(workers, workers).open();
        room.supervise();
        room.workers().forEach(FakeWorker::comesUp);
        room.settle();
        return room;
    }
}

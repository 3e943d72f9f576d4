package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.worker.RunningMark;
import org.multijvm.pool.worker.ScriptedWorker;

/**
 * All machines of a pool of worker JVMs, in orders of events that are drawn: beside them goes a model that knows what each worker may be at, and
 * what must become of each task.
 */
@Tag("unit")
class MachineWalkTest {
    private static final int WALKS = Integer.getInteger("multijvm.walks", 20);
    private static final int STEPS = 250;

    /** Kinds of pools. */
    enum Kind {
        FIXED {
            @Override
            MachineRoom.Setting setting() {
                return new MachineRoom.Setting().workers(3, 3);
            }
        },
        ELASTIC {
            @Override
            MachineRoom.Setting setting() {
                return new MachineRoom.Setting().workers(1, 4).idleTime(Duration.ofMillis(500));
            }
        },
        FOR_ONE_TASK {
            @Override
            MachineRoom.Setting setting() {
                return new MachineRoom.Setting().workers(2, 2).maxTasks(1);
            }
        },
        FOR_A_FEW_TASKS {
            @Override
            MachineRoom.Setting setting() {
                return new MachineRoom.Setting().workers(2, 3).maxTasks(4);
            }
        },
        WITH_LITTLE_MEMORY {
            @Override
            MachineRoom.Setting setting() {
                return new MachineRoom.Setting().workers(2, 2).tooMuchMemory();
            }
        },
        WITH_LIMITS_OF_STARTS {
            @Override
            MachineRoom.Setting setting() {
                return new MachineRoom.Setting()
                        .workers(2, 2)
                        .startLimit(Duration.ofSeconds(1))
                        .initializerLimit(Duration.ofMillis(300));
            }
        };

        abstract MachineRoom.Setting setting();
    }

    @ParameterizedTest
    @EnumSource
    void endsEachTaskOnceWhateverTheOrderOfEvents(Kind kind) throws Exception {
        for (long seed = 0; seed < WALKS; seed++) {
            try {
                walk(kind, seed);
            } catch (Throwable e) {
                throw new AssertionError("walk failed: kind=" + kind + ", seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void walk(Kind kind, long seed) throws Exception {
        try (MachineRoom room = kind.setting().open()) {
            Walk walk = new Walk(room, new Random(seed));
            for (int i = 0; i < STEPS && !room.hasEnded(); i++) {
                walk.step();
                walk.check();
            }
            walk.end();
        }
    }

    /** One order of events, and its model. */
    private static final class Walk {
        private final MachineRoom room;
        private final Random random;
        private final List<SentTask> tasks = new ArrayList<>();
        private final Map<Long, SentTask> byNumber = new HashMap<>();
        private final Map<SentTask, Integer> starts = new IdentityHashMap<>();
        private final Map<SentTask, Boolean> withdrawn = new IdentityHashMap<>();

        /** Told to each worker, by the workers' names. */
        private final List<Map<String, RecordedTask>> orders = new ArrayList<>();

        private int ordersStarted;

        /** The number of the last task of a strict key that was started for the first time. */
        private final Map<String, Long> lastStarted = new HashMap<>();

        /** What a channel had been sent when it was first seen to get nothing any more. */
        private final Map<WorkerChannel, Long> closedAt = new IdentityHashMap<>();

        Walk(MachineRoom room, Random random) {
            this.room = room;
            this.random = random;
        }

        /** A step that finds no memory is done again later, as its thread would. */
        void step() throws InterruptedException {
            try {
                tryStep();
            } catch (OutOfMemoryError full) {
                assertThat(full).hasMessage("of a test");
            }
        }

        private void tryStep() throws InterruptedException {
            int draw = random.nextInt(100);
            if (draw < 20) {
                submit();
            } else if (draw == 20 && random.nextInt(4) == 0) {
                order();
            } else if (draw < 52) {
                worker();
            } else if (draw < 64) {
                room.collect();
            } else if (draw < 78) {
                room.superviseOnce();
            } else if (draw < 86) {
                room.pass(Duration.ofMillis(random.nextInt(random.nextInt(20) == 0 ? 20_000 : 120)));
            } else if (draw < 92) {
                cancel();
            } else if (draw < 93) {
                room.supervisor.resize(1 + random.nextInt(4));
            } else if (draw < 94) {
                room.launcher.refusals = random.nextInt(3);
            } else if (draw < 95) {
                room.collector.go();
            } else {
                room.supervise();
            }
        }

        private void submit() {
            TaskOptions.Builder options = TaskOptions.builder();
            if (random.nextInt(4) == 0) {
                options.timeLimit(Duration.ofMillis(1 + random.nextInt(300)));
            }
            if (random.nextInt(6) == 0) {
                options.waitLimit(Duration.ofMillis(1 + random.nextInt(300)));
            }
            if (random.nextInt(6) == 0) {
                options.grace(Duration.ofMillis(random.nextInt(100)));
            }
            if (random.nextInt(3) == 0) {
                options.retries(1 + random.nextInt(2));
                if (random.nextBoolean()) {
                    options.backOff(Duration.ofMillis(100));
                }
            }
            affinity(options);
            try {
                String argument = random.nextInt(30) == 0 ? "x".repeat(100_000) : "x";
                SentTask task = random.nextInt(8) == 0
                        ? room.submit(new GreedyTask(1 + random.nextInt(2), options.build()))
                        : room.submit(options.build(), argument);
                tasks.add(task);
                byNumber.put(task.number(), task);
            } catch (RejectedExecutionException closed) {
                assertThat(room.dispatcher.isClosed()).isTrue();
            }
        }

        /** Keys with an s are of strict tasks only, so that what is promised of these can be looked at. */
        private void affinity(TaskOptions.Builder options) {
            switch (random.nextInt(6)) {
                case 0 -> options.strictAffinity("s" + random.nextInt(3));
                case 1 -> options.affinity("k" + random.nextInt(3), Duration.ofMillis(random.nextInt(200)));
                case 2 -> {
                    options.priority(random.nextInt(3) - 1);
                    if (random.nextBoolean()) {
                        options.affinity("k" + random.nextInt(3));
                    }
                }
                default -> {
                    if (random.nextInt(8) == 0) {
                        options.strictAffinity("k" + random.nextInt(3));
                    }
                }
            }
        }

        private void order() {
            try {
                orders.add(room.order(random.nextBoolean()));
            } catch (RejectedExecutionException closed) {
                assertThat(room.dispatcher.isClosed()).isTrue();
            }
        }

        private static boolean isOfStrictKey(SentTask task) {
            return task.options()
                    .affinity()
                    .map(affinity -> affinity.key().startsWith("s"))
                    .orElse(false);
        }

        private static int ends(SentTask task) {
            return task.task instanceof GreedyTask greedy
                    ? greedy.ends()
                    : MachineRoom.record(task).ends();
        }

        private void cancel() {
            if (tasks.isEmpty()) {
                return;
            }
            SentTask task = tasks.get(random.nextInt(tasks.size()));
            boolean ended = ends(task) > 0;
            boolean first = !withdrawn.containsKey(task);
            if (!ended && first && room.cancel(task, random.nextBoolean())) {
                withdrawn.put(task, true);
            }
        }

        private void worker() {
            List<FakeWorker> workers = room.workers();
            if (workers.isEmpty()) {
                return;
            }
            FakeWorker worker = workers.get(random.nextInt(workers.size()));
            if (worker.killed && random.nextBoolean()) {
                worker.diesBySignal(9);
            } else if (random.nextInt(60) == 0) {
                worker.diesBySignal(random.nextBoolean() ? 9 : 6);
            } else if (!worker.ready) {
                comesUp(worker);
            } else if (worker.toldToStop) {
                worker.ends(new ProcessExit.Code(0));
            } else if (worker.end.task() == RunningMark.NONE) {
                takesUp(worker);
            } else {
                runs(worker);
            }
        }

        private void comesUp(FakeWorker worker) {
            int draw = random.nextInt(20);
            if (draw == 0) {
                worker.end.startFailed(new IllegalStateException("no"));
                worker.ends(new ProcessExit.Code(1));
            } else if (draw < 4) {
                worker.end.initializes();
            } else {
                worker.comesUp();
            }
        }

        private void takesUp(FakeWorker worker) {
            if (worker.takesUp() == ScriptedWorker.Found.A_TASK) {
                SentTask task = byNumber.get(worker.end.task());
                if (task == null) {
                    // what each worker is to run
                    ordersStarted++;
                    return;
                }
                int start = starts.merge(task, 1, Integer::sum);
                if (isOfStrictKey(task)) {
                    startsOfStrictKey(worker, task, start);
                }
            }
        }

        private void startsOfStrictKey(FakeWorker worker, SentTask task, int start) {
            String key = task.options().affinity().orElseThrow().key();
            for (FakeWorker other : room.workers()) {
                SentTask theirs = byNumber.get(other.end.task());
                if (other != worker && !other.killed && theirs != null && isOfStrictKey(theirs)) {
                    assertThat(theirs.options().affinity().orElseThrow().key())
                            .as("a strict key at two workers: tasks=%s, %s", task.number(), theirs.number())
                            .isNotEqualTo(key);
                }
            }
            if (start == 1) {
                Long before = lastStarted.put(key, task.number());
                assertThat(before == null ? 0 : before)
                        .as("the task of key %s that was started before %s at %s", key, task.number(), worker)
                        .isLessThan(task.number());
            }
        }

        private void runs(FakeWorker worker) {
            int draw = random.nextInt(12);
            if (draw == 0) {
                return;
            }
            if (worker.end.isAskedToInterrupt() && draw < 6) {
                int[] what = {RunningMark.WAITED, RunningMark.NOTICED, RunningMark.ENDED};
                worker.end.heard(what[random.nextInt(what.length)]);
            } else if (draw == 1) {
                worker.end.fail(new IllegalArgumentException("thrown"), random.nextInt(400_000_000));
            } else {
                worker.end.answer(worker.end.task(), random.nextInt(400_000_000));
            }
        }

        /** What holds in between, too. */
        void check() {
            for (WorkerChannel channel : room.dispatcher.channels()) {
                assertThat(channel.live()).as("what a worker has").isBetween(0, 1 << 12);
                if (channel.condemned || channel.leaving || !channel.ready) {
                    long sent = channel.end();
                    if (channel.condemned || channel.leaving) {
                        Long before = closedAt.putIfAbsent(channel, sent);
                        assertThat(sent)
                                .as("sent to a worker that is to get nothing")
                                .isEqualTo(before == null ? sent : before);
                    } else {
                        assertThat(sent).as("sent to a worker that is not up").isZero();
                    }
                }
            }
            for (SentTask task : tasks) {
                assertThat(ends(task)).as("ends of a task").isLessThanOrEqualTo(withdrawn.containsKey(task) ? 0 : 1);
                if (task.task instanceof RecordedTask record && record.value() != null) {
                    assertThat(record.value()).as("the answer of its own call").isEqualTo(task.number());
                }
                assertThat(starts.getOrDefault(task, 0))
                        .as("starts of a task")
                        .isLessThanOrEqualTo(1 + task.options().retries());
            }
        }

        /** Ends the pool, in one way or the other, and lets all go on that can. */
        void end() throws InterruptedException {
            boolean inOrder = random.nextBoolean();
            if (inOrder) {
                room.dispatcher.close();
            } else if (random.nextBoolean()) {
                room.supervisor.terminateGently();
            } else {
                room.supervisor.terminate();
                room.dispatcher.close();
            }
            for (int i = 0; i < 4_000 && !room.hasEnded(); i++) {
                for (FakeWorker worker : room.workers()) {
                    goOn(worker);
                }
                room.collect();
                check();
                try {
                    room.pass(Duration.ofMillis(20));
                    room.supervise();
                } catch (OutOfMemoryError full) {
                    assertThat(full).hasMessage("of a test");
                }
            }
            while (!lastLook()) {}
            assertThat(room.hasEnded())
                    .as("the pool's end: workers=%s", room.workers())
                    .isTrue();
            check();
            for (SentTask task : tasks) {
                assertThat(ends(task))
                        .as("ends of a task: task=%s", task.number())
                        .isEqualTo(withdrawn.containsKey(task) ? 0 : 1);
                assertThat(task.watched).as("a limit is kept for an ended task").isNull();
                assertThat(task.isKept()).as("a body is kept for an ended task").isFalse();
            }
            for (Map<String, RecordedTask> order : orders) {
                order.forEach((worker, task) -> assertThat(task.ends())
                        .as("ends of what %s was to run", worker)
                        .isEqualTo(1));
            }
            assertThat(room.limits.look()).as("the next look at limits").isEqualTo(LimitTable.NEVER);
            assertThat(room.dispatcher.isDrained()).isTrue();
            assertThat(room.dispatcher.channels()).isEmpty();
            assertThat(room.launcher.all).allMatch(worker -> worker.closed);
            checkFigures();
        }

        /** As the loop of the limits does when the pool has ended. */
        private boolean lastLook() {
            try {
                room.limits.failWithdrawn(0);
                return true;
            } catch (OutOfMemoryError full) {
                return false;
            }
        }

        private void checkFigures() {
            PoolStats stats = room.stats();
            assertThat(stats.workers()).isEmpty();
            assertThat(stats.waiting()).isZero();
            assertThat(stats.waitingBytes()).isZero();
            assertThat(stats.figures().oldestWaiting()).isEmpty();
            assertThat(stats.figures().ends().values().stream()
                            .mapToLong(each -> each)
                            .sum())
                    .as("ends that were counted: one for which there was no memory may count again")
                    .isGreaterThanOrEqualTo(tasks.size());
            long begun = ordersStarted
                    + starts.values().stream().mapToLong(each -> each).sum();
            assertThat(stats.done() + stats.failed())
                    .as("tries that were counted")
                    .isEqualTo(begun);
        }

        private void goOn(FakeWorker worker) {
            if (worker.killed) {
                worker.diesBySignal(9);
            } else if (worker.terminated) {
                worker.diesBySignal(15);
            } else if (!worker.ready) {
                worker.comesUp();
            } else if (worker.toldToStop) {
                worker.ends(new ProcessExit.Code(0));
            } else if (worker.end.task() == RunningMark.NONE) {
                takesUp(worker);
            } else {
                worker.end.answer(worker.end.task(), 1_000);
            }
        }
    }
}

package org.multijvm.pool.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.RecordedTask;
import org.multijvm.pool.engine.ShowOptions;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.task.PoolHealth;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.TaskOptions;

/** The crew's threads and tasks, each of which ends when the test says so. */
@Tag("unit")
class ThreadCrewTest {
    private static final int WALKS = Integer.getInteger("multijvm.walks", 20);

    @Test
    void resizesUpAndDownWhileTasksRun() throws Exception {
        try (Crew crew = new Crew(1)) {
            List<Gate> gates = crew.submit(6);
            gates.get(0).runs.await();
            crew.crew.resize(3);
            gates.get(1).runs.await();
            gates.get(2).runs.await();
            assertThat(crew.stats().running()).isEqualTo(3);
            crew.crew.resize(1);
            gates.get(0).end();
            gates.get(1).end();
            await().until(() -> crew.stats().workers().size() == 1);
            assertThat(gates.get(3).runs.getCount())
                    .as("the one that is left is busy")
                    .isEqualTo(1);
            gates.forEach(Gate::end);
            await().until(() -> gates.stream().allMatch(Gate::hasEnded));
            assertThat(crew.stats().workers()).hasSize(1);
        }
    }

    @Test
    void aThreadThatIsOneTooManyLeavesTheCallForWorkToOthers() throws Exception {
        try (Crew crew = new Crew(4)) {
            crew.submit(4).forEach(gate -> {
                gate.end();
                gate.awaitEnd();
            });
            for (int i = 0; i < 200; i++) {
                crew.crew.resize(1 + i % 4);
                Gate gate = crew.submit(1).get(0);
                gate.end();
                gate.awaitEnd();
                assertThat(gate.ends()).isEqualTo(1);
            }
        }
    }

    @Test
    void theLastThreadOfAClosedCrewEndsBehindWhatWaits() throws Exception {
        try (Crew crew = new Crew(1)) {
            List<Gate> gates = crew.submit(3);
            crew.crew.end().close();
            assertThatThrownBy(() -> crew.submit(1)).isInstanceOf(RejectedExecutionException.class);
            gates.forEach(Gate::end);
            assertThat(crew.crew.end().awaitStop()).isNull();
            assertThat(gates).allMatch(gate -> gate.ends() == 1);
            assertThat(crew.stats().workers()).isEmpty();
            assertThat(crew.stats().done()).isEqualTo(3);
        }
    }

    @Test
    void aStopGivesEachTaskThatHasNotEndedBackOnce() throws Exception {
        try (Crew crew = new Crew(2)) {
            List<Gate> gates = crew.submit(5);
            gates.get(0).runs.await();
            gates.get(1).runs.await();
            RuntimeException reason = new CancellationException("of a test");
            crew.crew.end().stop(reason);
            crew.crew.end().stop(new IllegalStateException("the second reason"));
            assertThat(crew.crew.end().awaitStop()).isSameAs(reason);
            List<LocalTask> left = crew.crew.end().removeStopped();
            assertThat(left).hasSize(5).doesNotHaveDuplicates();
            assertThat(crew.crew.end().removeStopped()).isEmpty();
            assertThat(crew.crew.end().awaitThreads()).isEmpty();
            assertThat(gates).as("its thread completes nothing").allMatch(gate -> gate.ends() == 0);
            left.forEach(task -> task.task.fail(reason));
        }
    }

    @Test
    void aDeafTaskIsAbandonedAndItsThreadReplaced() throws Exception {
        try (Crew crew = new Crew(1)) {
            Gate deaf = crew.submit(new Gate(true));
            Gate next = crew.submit(1).get(0);
            deaf.runs.await();
            assertThat(crew.crew.interrupt(deaf.task, ThreadWorker.Fate.OVER_TIME))
                    .isTrue();
            assertThat(crew.crew.interrupt(deaf.task, ThreadWorker.Fate.CANCELLED))
                    .as("how it ends is decided")
                    .isFalse();
            ThreadWorker left = crew.crew.abandon(deaf.task);
            assertThat(left).isNotNull();
            assertThat(crew.crew.abandon(deaf.task)).isNull();
            next.end();
            next.awaitEnd();
            deaf.end();
            left.join();
            assertThat(deaf.ends())
                    .as("the thread that was left completes nothing")
                    .isZero();
            deaf.task.task.fail(new CancellationException());
        }
    }

    @Test
    void anInterruptMeetsNoLaterTask() throws Exception {
        try (Crew crew = new Crew(1)) {
            for (int i = 0; i < 100; i++) {
                Gate first = crew.submit(1).get(0);
                Gate second = crew.submit(1).get(0);
                first.runs.await();
                crew.crew.interrupt(first.task, ThreadWorker.Fate.CANCELLED);
                second.end();
                second.awaitEnd();
                first.awaitEnd();
                assertThat(first.failure()).isInstanceOf(CancellationException.class);
                assertThat(second.failure()).isNull();
            }
        }
    }

    @Test
    void aTaskThatIsTakenBackIsPassedOver() throws Exception {
        try (Crew crew = new Crew(1)) {
            List<Gate> gates = crew.submit(3);
            gates.get(0).runs.await();
            assertThat(crew.crew.withdraw(gates.get(0).task)).isFalse();
            assertThat(crew.crew.withdraw(gates.get(1).task)).isTrue();
            assertThat(crew.crew.withdraw(gates.get(1).task)).isFalse();
            gates.forEach(Gate::end);
            gates.get(2).awaitEnd();
            assertThat(gates.get(1).runs.getCount()).isEqualTo(1);
            assertThat(gates.get(1).ends()).isZero();
        }
    }

    @Test
    void aThreadThatWaitsForAnotherTaskIsReplacedMeanwhile() throws Exception {
        try (Crew crew = new Crew(1)) {
            Gate inner = new Gate(false);
            Gate outer = crew.submit(new Gate(false) {
                @Override
                void body() throws InterruptedException {
                    crew.submit(inner);
                    crew.crew.awaited(new CompletableFuture<>());
                    try {
                        inner.awaitEnd();
                    } finally {
                        crew.crew.noLongerAwaited();
                    }
                }
            });
            inner.end();
            outer.end();
            outer.awaitEnd();
            assertThat(outer.failure()).isNull();
            await().until(() -> crew.stats().workers().size() == 1);
        }
    }

    @Test
    void threeInitializersThatThrowStopTheCrewWithTheReason() throws Exception {
        PoolOptions options = options(1, argument -> {
            throw new IllegalStateException("no such device");
        });
        ThreadCrew crew = new ThreadCrew(options, new ByReference(options));
        crew.start();
        assertThat(crew.end().awaitStop())
                .hasMessageContaining("tries in a row=3")
                .hasMessageContaining("no such device");
        assertThat(crew.end().awaitThreads()).isEmpty();
        assertThat(crew.health().state()).isEqualTo(PoolHealth.State.BROKEN);
        assertThatThrownBy(crew::checkOpen).hasMessageContaining("no such device");
        crew.limits().end();
    }

    @Test
    void endsEachTaskOnceWhateverTheOrderOfEvents() throws Exception {
        for (long seed = 0; seed < WALKS; seed++) {
            try {
                walk(new Random(seed));
            } catch (Throwable e) {
                throw new AssertionError("walk failed: seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    private static void walk(Random random) throws Exception {
        try (Crew crew = new Crew(1 + random.nextInt(3))) {
            List<Gate> gates = new ArrayList<>();
            Map<LocalTask, Boolean> withdrawn = new IdentityHashMap<>();
            for (int i = 0; i < 120; i++) {
                Gate any = gates.isEmpty() ? null : gates.get(random.nextInt(gates.size()));
                int draw = random.nextInt(20);
                if (draw < 7 || any == null) {
                    gates.addAll(crew.submit(1));
                } else if (draw < 15) {
                    any.end();
                } else if (draw < 16) {
                    crew.crew.interrupt(any.task, ThreadWorker.Fate.CANCELLED);
                } else if (draw < 18) {
                    if (crew.crew.withdraw(any.task)) {
                        withdrawn.put(any.task, true);
                    }
                } else {
                    crew.crew.resize(1 + random.nextInt(4));
                }
            }
            boolean inOrder = random.nextBoolean();
            if (inOrder) {
                crew.crew.end().close();
                gates.forEach(Gate::end);
            } else {
                crew.crew.end().stop(new CancellationException("of a test"));
            }
            Throwable reason = crew.crew.end().awaitStop();
            if (reason != null) {
                crew.crew.end().removeStopped().forEach(task -> task.task.fail(reason));
                assertThat(crew.crew.end().awaitThreads()).isEmpty();
            }
            for (Gate gate : gates) {
                assertThat(gate.ends())
                        .as("ends of a task: task=%s", gate.task.number())
                        .isEqualTo(withdrawn.containsKey(gate.task) ? 0 : 1);
            }
            PoolStats stats = crew.stats();
            assertThat(stats.workers()).isEmpty();
            assertThat(stats.waiting()).isZero();
            long ran = gates.stream().filter(gate -> gate.runs.getCount() == 0).count();
            assertThat(stats.done() + stats.failed())
                    .as("tasks that were counted")
                    .isEqualTo(ran);
        }
    }

    /** A call that ends when the test lets it. */
    private static class Gate implements LocalCall {
        final CountDownLatch runs = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);
        private final boolean deaf;
        LocalTask task;

        Gate(boolean deaf) {
            this.deaf = deaf;
        }

        void end() {
            mayEnd.countDown();
        }

        int ends() {
            return ((RecordedTask) task.task).ends();
        }

        boolean hasEnded() {
            return ends() > 0;
        }

        @Nullable
        Throwable failure() {
            return ((RecordedTask) task.task).failure();
        }

        void awaitEnd() {
            await().pollInterval(Duration.ofMillis(1)).until(this::hasEnded);
        }

        void body() throws InterruptedException {
            // nothing else
        }

        @Override
        public String function() {
            return "gate";
        }

        @Override
        public int weight() {
            return 1;
        }

        @Override
        public @Nullable Object run(Task ofIt) throws InterruptedException {
            runs.countDown();
            body();
            boolean over = false;
            while (!over) {
                try {
                    mayEnd.await();
                    over = true;
                } catch (InterruptedException e) {
                    if (!deaf) {
                        throw e;
                    }
                }
            }
            return null;
        }
    }

    /** A crew, which is ended behind its test. */
    private static final class Crew implements AutoCloseable {
        final ThreadCrew crew;
        private final List<Gate> gates = new ArrayList<>();
        private long numbers;

        Crew(int threads) {
            PoolOptions options = options(threads, null);
            crew = new ThreadCrew(options, new ByReference(options));
            crew.start();
        }

        synchronized Gate submit(Gate gate) {
            RecordedTask task = new RecordedTask();
            task.options(TaskOptions.defaults());
            gate.task = new LocalTask(task, ++numbers, gate);
            gates.add(gate);
            try {
                crew.submit(gate.task);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return gate;
        }

        List<Gate> submit(int count) {
            List<Gate> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                made.add(submit(new Gate(false)));
            }
            return made;
        }

        PoolStats stats() {
            return crew.stats();
        }

        @Override
        public void close() {
            gates.forEach(Gate::end);
            crew.end().stop(new CancellationException("the test has ended"));
            crew.end().removeStopped();
            try {
                assertThat(crew.end().awaitThreads()).isEmpty();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            crew.limits().end();
        }
    }

    private static PoolOptions options(int threads, @Nullable SerializableConsumer<@Nullable Object> initializer) {
        LifeOptions life = new LifeOptions(
                threads,
                Duration.ofSeconds(60),
                Long.MAX_VALUE,
                0,
                0,
                Duration.ofSeconds(30),
                null,
                Duration.ofSeconds(10),
                null,
                Map.of());
        return new PoolOptions(
                "crew",
                threads,
                JvmOptions.builder().build(),
                initializer,
                null,
                null,
                1 << 24,
                false,
                failure -> {},
                TaskOptions.defaults(),
                null,
                null,
                life,
                ShowOptions.NOTHING);
    }
}

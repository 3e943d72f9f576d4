package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.multijvm.cluster.grid.JdkFlags;
import org.multijvm.cluster.shared.ClusterManager;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.manager.ManagedDict;
import org.multijvm.manager.ManagedList;

/** Shared objects when programs and members are killed. */
@Tag("integration")
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharedDeathTest {
    private static final long LONG_SECONDS = 90;

    private final Members members = new Members();
    private Process first;

    @BeforeAll
    void start() {
        first = members.start(1);
        Process second = members.startSoon(1);
        Process third = members.startSoon(1);
        assertThat(List.of(second, third)).allMatch(Process::isAlive);
    }

    @AfterAll
    void end() {
        members.close();
    }

    private Cluster connect() throws Exception {
        Cluster cluster = Cluster.connect(members.address());
        Awaitility.await()
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> cluster.members().size() == 3);
        return cluster;
    }

    private interface Action<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> soon(Action<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                done.complete(action.run());
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(LONG_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    @Order(1)
    void whatAProgramHeldThatIsKilledComesBack() throws Exception {
        try (Cluster cluster = connect()) {
            ClusterManager manager = cluster.manager();
            JoinableQueue<String> queue = manager.joinableQueue("held element");
            queue.put("first");
            queue.put("second");
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
            command.addAll(JdkFlags.all());
            command.addAll(List.of(
                    "-cp", System.getProperty("java.class.path"), HoldingProgram.class.getName(), members.address()));
            Process program = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                SharedEvent holds = manager.event("holds");
                Awaitility.await()
                        .atMost(Duration.ofSeconds(LONG_SECONDS))
                        .until(() -> holds.await(1, TimeUnit.SECONDS) || !program.isAlive());
                assertThat(program.isAlive()).isTrue();
                SharedLock lock = manager.lock("held");
                SharedSemaphore permit = manager.semaphore("held permit", 1);
                assertThat(lock.tryLock()).isFalse();
                assertThat(permit.tryAcquire()).isFalse();
                assertThat(queue).containsExactly("second");
                CompletableFuture<Boolean> locked = soon(() -> {
                    lock.lock();
                    return lock.wasAbandoned();
                });
                CompletableFuture<Boolean> acquired = soon(() -> permit.tryAcquire(LONG_SECONDS, TimeUnit.SECONDS));
                program.destroyForcibly();
                assertThat(get(locked)).as("abandoned").isTrue();
                assertThat(get(acquired)).isTrue();
                assertThat(queue.take()).isEqualTo("first");
                assertThat(queue.take()).isEqualTo("second");
            } finally {
                program.destroyForcibly();
                assertThat(program.waitFor(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** What one program does all the time, and how often it has done it. */
    private record Work(ClusterManager manager, int number, AtomicBoolean goesOn, AtomicInteger done) {
        boolean run() throws InterruptedException {
            ManagedDict<String, Integer> dict = manager.dict("work dict");
            ShutdownQueue<String> queue = manager.queue("work queue");
            ManagedList<String> list = manager.list("work list");
            SharedLock lock = manager.lock("work lock");
            ManagedDict<String, Integer> guarded = manager.dict("work guarded");
            while (goesOn.get()) {
                int round = done.get();
                dict.merge("n", 1, Integer::sum);
                dict.put(number + ":" + round, round);
                queue.put(number + ":" + round);
                list.add(number + ":" + round);
                lock.lock();
                guarded.put("n", guarded.getOrDefault("n", 0) + 1);
                lock.unlock();
                done.incrementAndGet();
            }
            return true;
        }
    }

    @Test
    @Order(2)
    void theDeathOfAMemberLosesNothingAndWhatBlockedGoesOn() throws Exception {
        try (Cluster oneCluster = connect();
                Cluster otherCluster = connect()) {
            List<Work> works = new ArrayList<>();
            List<CompletableFuture<Boolean>> running = new ArrayList<>();
            AtomicBoolean goesOn = new AtomicBoolean(true);
            for (Cluster each : List.of(oneCluster, otherCluster)) {
                Work work = new Work(each.manager(), works.size(), goesOn, new AtomicInteger());
                works.add(work);
                running.add(soon(work::run));
            }
            ClusterManager manager = oneCluster.manager();
            List<CompletableFuture<Boolean>> blocked = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                ShutdownQueue<String> empty = manager.queue("empty " + i);
                blocked.add(soon(() -> empty.take().equals("x")));
                SharedEvent event = manager.event("later " + i);
                blocked.add(soon(() -> event.await(LONG_SECONDS, TimeUnit.SECONDS)));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> works.stream().allMatch(work -> work.done().get() >= 20));
            assertThat(blocked).noneMatch(CompletableFuture::isDone);
            // the one that coordinates, and at which both programs hang
            first.destroyForcibly();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> oneCluster.members().size() == 2);
            List<Integer> before = works.stream().map(work -> work.done().get()).toList();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(LONG_SECONDS))
                    .until(() -> works.stream()
                            .allMatch(work -> work.done().get() >= before.get(work.number()) + 20
                                    || running.get(work.number()).isDone()));
            goesOn.set(false);
            for (CompletableFuture<Boolean> each : running) {
                assertThat(get(each)).isTrue();
            }
            assertThat(blocked).noneMatch(CompletableFuture::isDone);
            for (int i = 0; i < 6; i++) {
                otherCluster.manager().<String>queue("empty " + i).put("x");
                otherCluster.manager().event("later " + i).set();
            }
            for (CompletableFuture<Boolean> each : blocked) {
                assertThat(get(each)).isTrue();
            }
            int all = works.stream().mapToInt(work -> work.done().get()).sum();
            ManagedDict<String, Integer> dict = manager.dict("work dict");
            assertThat(dict.get("n")).isEqualTo(all);
            assertThat(dict).hasSize(all + 1);
            assertThat(manager.<String, Integer>dict("work guarded").get("n")).isEqualTo(all);
            assertThat(manager.<String>list("work list")).hasSize(all).doesNotHaveDuplicates();
            List<String> taken = new ArrayList<>();
            manager.<String>queue("work queue").drainTo(taken);
            assertThat(taken).hasSize(all).doesNotHaveDuplicates();
        }
    }
}

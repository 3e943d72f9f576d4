package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.queue.JoinableQueue;
import org.multijvm.ipc.queue.ShutdownQueue;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.socket.AuthenticationException;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.Pool;
import org.multijvm.test.Kill;

/** A manager and JVMs that use it, stop, and die. */
@Tag("integration")
@Timeout(120)
class ManagerProcessTest {
    private static final long LONG_SECONDS = 60;

    @TempDir
    Path folder;

    private interface Action<T> {
        T run() throws Exception;
    }

    private static <T> CompletableFuture<T> inOtherThread(Action<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                result.complete(action.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        };
        new Thread(body).start();
        return result;
    }

    private static void awaitWaiting(Manager manager, int count) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> manager.inspect().waiting() == count);
    }

    private static JvmProcess start(SerializableRunnable function) {
        return JvmProcess.builder(function).daemon(true).start();
    }

    private static void kill(JvmProcess process) throws InterruptedException {
        process.kill();
        process.join();
        process.close();
    }

    /** In a JVM that shall be killed. */
    private static int stay() {
        try {
            TimeUnit.DAYS.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return 0;
    }

    @Test
    void proxiesAreArgumentsAndAreCaptured() throws Exception {
        try (Manager manager = Manager.start();
                Pool pool = Pool.of(2)) {
            ManagedDict<String, Integer> counts = manager.dict();
            ManagedList<Integer> list = manager.list();
            pool.map((String word) -> counts.merge(word, 1, Integer::sum), List.of("a", "b", "a", "b", "a"));
            boolean added = pool.apply((ManagedList<Integer> to, Integer element) -> to.add(element), list, 7);
            assertThat(added).isTrue();
            assertThat(counts.copy()).isEqualTo(Map.of("a", 3, "b", 2));
            assertThat(list).containsExactly(7);
        }
    }

    @Test
    void aDictIsIteratedInAWorker() throws Exception {
        try (Manager manager = Manager.start();
                Pool pool = Pool.of(1)) {
            ManagedDict<String, Integer> dict = manager.dict();
            dict.putAll(Map.of("a", 1, "b", 2));
            List<String> seen = pool.apply(() -> {
                List<String> keys = new ArrayList<>();
                for (String key : dict.keySet()) {
                    keys.add(key);
                }
                return keys;
            });
            assertThat(seen).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void aWaitingTakeHoldsUpNoOtherThread() throws Exception {
        try (Manager manager = Manager.start()) {
            ShutdownQueue<Integer> queue = manager.queue();
            ShutdownQueue<Integer> answers = manager.queue();
            SharedEvent go = manager.event();
            JvmProcess client = start(() -> {
                CompletableFuture<Integer> taken = inOtherThread(queue::take);
                go.await();
                answers.put(1);
                answers.put(taken.get());
            });
            // the take and the wait for the event
            awaitWaiting(manager, 2);
            go.set();
            assertThat(answers.take()).isEqualTo(1);
            queue.put(2);
            assertThat(answers.take()).isEqualTo(2);
            client.join();
            client.close();
        }
    }

    @Test
    void whatAKilledClientHadIsFree() throws Exception {
        try (Manager manager = Manager.start()) {
            SharedLock lock = manager.lock();
            SharedSemaphore semaphore = manager.semaphore(2);
            SharedEvent ready = manager.event();
            ShutdownQueue<Integer> queue = manager.queue();
            ManagedDict<String, Integer> dict = manager.dict();
            dict.put("key", 1);
            SharedBarrier barrier = manager.barrier(3);
            JvmProcess client = start(() -> {
                lock.lock();
                semaphore.acquire(2);
                inOtherThread(queue::take);
                inOtherThread(barrier::await);
                List<SharedEvent> uncapturable = List.of(ready);
                Object here = new Object();
                dict.compute("key", (key, value) -> {
                    uncapturable.get(0).set();
                    return here.hashCode() + stay();
                });
            });
            ready.await();
            awaitWaiting(manager, 2);
            CompletableFuture<Integer> passing = inOtherThread(barrier::await);
            awaitWaiting(manager, 3);
            assertThat(lock.isLocked()).isTrue();
            assertThat(semaphore.availablePermits()).isZero();
            kill(client);
            lock.lock();
            assertThat(lock.wasAbandoned()).isTrue();
            lock.unlock();
            semaphore.acquire(2);
            assertThatThrownBy(() -> passing.get(LONG_SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(BrokenBarrierException.class);
            assertThat(dict.merge("key", 10, Integer::sum)).isEqualTo(11);
            awaitWaiting(manager, 0);
            queue.put(5);
            assertThat(queue.poll()).isEqualTo(5);
        }
    }

    @Test
    void allCallsFailWhenTheServerIsKilled() throws Exception {
        try (Manager manager = Manager.start()) {
            ShutdownQueue<Integer> queue = manager.queue();
            CompletableFuture<Integer> waiting = inOtherThread(queue::take);
            awaitWaiting(manager, 1);
            JvmProcess server = JvmProcess.activeChildren().stream()
                    .filter(child -> child.name().startsWith("manager-"))
                    .findAny()
                    .orElseThrow();
            server.kill();
            assertThatThrownBy(() -> waiting.get(LONG_SECONDS, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ManagerGoneException.class);
            assertThatThrownBy(queue::size).isInstanceOf(ManagerGoneException.class);
            assertThat(manager.isGone()).isTrue();
        }
    }

    @Test
    void aStoppedClientHoldsUpNobody() throws Exception {
        try (Manager manager = Manager.start()) {
            ManagedDict<String, Integer> busy = manager.dict();
            JvmProcess client = start(() -> {
                for (int i = 0; true; i++) {
                    busy.put("round", i);
                }
            });
            Awaitility.await().atMost(Duration.ofSeconds(LONG_SECONDS)).until(() -> busy.containsKey("round"));
            Kill.stop(client.pid());
            try {
                ManagedDict<Integer, Integer> dict = manager.dict();
                for (int i = 0; i < 1000; i++) {
                    dict.put(i, i);
                }
                assertThat(dict.size()).isEqualTo(1000);
                assertThat(busy.put("round", -1)).isNotNegative();
            } finally {
                kill(client);
            }
        }
    }

    @Test
    void aWrongKeyIsRefused() throws Exception {
        try (Manager manager = Manager.listen(Address.tcp("127.0.0.1", 0), AuthKey.of("the right one of them"))) {
            assertThatThrownBy(() -> Manager.connect(manager.address(), AuthKey.of("the wrong one of them")))
                    .isInstanceOf(AuthenticationException.class);
            assertThat(manager.names()).isEmpty();
        }
    }

    private static Process program(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ManagerServer.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    @Test
    void theServerIsAProgram() throws Exception {
        Process help = program("--help");
        assertThat(new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("usage:");
        assertThat(help.waitFor()).isZero();

        Path keyFile = Files.writeString(folder.resolve("key"), "a key of some length\n");
        String address = "127.0.0.1:0";
        // the second one has the first one's port
        for (int round = 0; round < 2; round++) {
            Process server = program("--address", address, "--key-file", keyFile.toString());
            try (BufferedReader words =
                    new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
                address = words.readLine();
                assertThat(address).matches("127\\.0\\.0\\.1:[1-9]\\d*");
                try (Manager manager = Manager.connect(Address.parse(address), AuthKey.fromFile(keyFile))) {
                    ManagedDict<String, Integer> jobs = manager.dict("jobs");
                    assertThat(jobs.put("round", round)).isNull();
                    server.destroy();
                    manager.join();
                    assertThatThrownBy(jobs::size).isInstanceOf(ManagerGoneException.class);
                }
                assertThat(server.waitFor(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
            } finally {
                server.destroyForcibly();
            }
        }
    }

    @Test
    void whatAKilledConsumerHadNotDoneIsGivenToTheNextThatWaits() throws Exception {
        try (Manager manager = Manager.start()) {
            JoinableQueue<String> queue = manager.joinableQueue(2);
            SharedEvent taken = manager.event();
            queue.put("done");
            queue.put("in hand");
            JvmProcess consumer = start(() -> {
                queue.take();
                queue.taskDone();
                queue.take();
                taken.set();
                stay();
            });
            assertThat(taken.await(Duration.ofSeconds(LONG_SECONDS))).isTrue();
            assertThat(queue.join(Duration.ZERO)).isFalse();
            CompletableFuture<String> next = inOtherThread(() -> {
                String element = queue.take();
                queue.taskDone();
                return element;
            });
            awaitWaiting(manager, 1);
            kill(consumer);
            assertThat(next.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo("in hand");
            assertThat(queue.join(Duration.ofSeconds(LONG_SECONDS))).isTrue();
            assertThat(queue).isEmpty();
        }
    }
}

package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.pool.PoolBuilder;
import org.multijvm.pool.ProcessPoolExecutor;
import org.multijvm.pool.task.TaskFigures;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;

/** Pools whose workers are a manager's: what they have beyond what all pools promise. */
@Tag("integration")
@Timeout(120)
class ManagerPoolTest {
    private static final long LONG_SECONDS = 60;

    @TempDir
    Path folder;

    private Manager manager;

    @BeforeEach
    void start() {
        manager = Manager.start();
    }

    @AfterEach
    void end() {
        manager.close();
    }

    private record Point(int x, int y) {}

    private static long parent(int ignored) {
        return ProcessHandle.current().parent().orElseThrow().pid();
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static int sleep(int millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis);
        return millis;
    }

    private static int dieOnce(String file) throws Exception {
        if (Files.exists(Path.of(file))) {
            return 7;
        }
        Files.createFile(Path.of(file));
        Runtime.getRuntime().halt(3);
        return 0;
    }

    private static int fail(String reason) {
        throw new IllegalStateException(reason);
    }

    private static void awaitDead(long pid) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(LONG_SECONDS))
                .until(() -> ProcessHandle.of(pid).isEmpty());
    }

    @Test
    void workersAreChildrenOfTheServerAndUseItsObjects() throws Exception {
        ManagedDict<Integer, Integer> squares = manager.dict();
        try (Pool pool = manager.pool(2)) {
            long server = pool.apply(ManagerPoolTest::parent, 1);
            assertThat(server).isNotEqualTo(ProcessHandle.current().pid());
            assertThat(ProcessHandle.of(server).orElseThrow().parent().orElseThrow())
                    .isEqualTo(ProcessHandle.current());
            List<Integer> items = IntStream.range(0, 200).boxed().toList();
            assertThat(pool.map(
                            i -> {
                                squares.put(i, i * i);
                                return new Point(i, squares.get(i));
                            },
                            items))
                    .isEqualTo(items.stream().map(i -> new Point(i, i * i)).toList());
            assertThat(squares).hasSize(200);
            assertThat(pool.stats().done()).isGreaterThan(1);
            assertThat(pool.stats().workers()).hasSize(2);
            assertThat(pool.health().isUsable()).isTrue();
        }
    }

    @Test
    void failuresAreWhatTheyAreInALocalPool() throws Exception {
        try (Pool pool = manager.pool(1)) {
            assertThatThrownBy(() -> pool.apply(ManagerPoolTest::fail, "bad luck"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("bad luck")
                    .satisfies(thrown -> assertThat(thrown.getStackTrace()[0].getMethodName())
                            .isEqualTo("fail"));
            String file = folder.resolve("died").toString();
            assertThatThrownBy(() -> pool.apply(ManagerPoolTest::dieOnce, file))
                    .isInstanceOf(WorkerCrashedException.class)
                    .hasMessageContaining("exit=3");
            Files.delete(Path.of(file));
            Pool again = pool.with(TaskOptions.builder().retries(1).build());
            assertThat(again.apply(ManagerPoolTest::dieOnce, file)).isEqualTo(7);
            Pool limited = pool.with(
                    TaskOptions.builder().timeLimit(Duration.ofMillis(50)).build());
            assertThatThrownBy(() -> limited.apply(ManagerPoolTest::sleep, 600_000))
                    .isInstanceOf(TaskTimeoutException.class);
            AsyncResult<Integer> running = pool.applyAsync(ManagerPoolTest::sleep, 600_000);
            Awaitility.await().until(() -> pool.stats().running() == 1);
            AsyncResult<Integer> waiting = pool.applyAsync(ManagerPoolTest::sleep, 600_000);
            assertThat(waiting.cancel(false)).isTrue();
            assertThat(running.cancel(false)).isFalse();
            assertThat(running.cancel(true)).isTrue();
            assertThat(pool.apply(ManagerPoolTest::sleep, 1)).isEqualTo(1);
        }
    }

    @Test
    void figuresAndDumpsNameTheFunctionOfTheClient() throws Exception {
        try (Pool pool = manager.pool(1)) {
            pool.apply(ManagerPoolTest::sleep, 1);
            pool.apply(ManagerPoolTest::pid);
            assertThat(pool.stats().figures().functions())
                    .extracting(TaskFigures.FunctionTimes::function)
                    .containsExactlyInAnyOrder(nameOf("sleep"), nameOf("pid"));
            pool.applyAsync(ManagerPoolTest::sleep, 600_000);
            Awaitility.await().until(() -> pool.stats().running() == 1);
            assertThat(pool.threadDump(Duration.ofSeconds(LONG_SECONDS))
                            .workers()
                            .get(0)
                            .function())
                    .contains(nameOf("sleep"));
            pool.terminate();
        }
    }

    private static String nameOf(String method) {
        return ManagerPoolTest.class.getName() + "::" + method;
    }

    @Test
    void clientsShareThePoolOfAName() throws Exception {
        try (Manager other = Manager.builder().key(manager.key()).connect(manager.address())) {
            Pool mine = manager.pool("render", 1);
            Pool theirs = other.pool("render", 5);
            assertThat(theirs.workers()).isEqualTo(1);
            long worker = mine.apply(ManagerPoolTest::pid);
            assertThat(theirs.apply(ManagerPoolTest::pid)).isEqualTo(worker);
            AsyncResult<Integer> long1 = mine.applyAsync(ManagerPoolTest::sleep, 600_000);
            AsyncResult<Integer> short1 = theirs.applyAsync(ManagerPoolTest::sleep, 1);
            mine.terminate();
            mine.join();
            assertThatThrownBy(() -> long1.get(LONG_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
            assertThat(short1.get(LONG_SECONDS, TimeUnit.SECONDS)).isEqualTo(1);
            theirs.close();
            // it stays without a user, for the next one
            long stayed;
            try (Pool again = manager.pool("render", 1)) {
                stayed = again.apply(ManagerPoolTest::pid);
                assertThat(manager.names()).containsExactly("render");
                assertThat(manager.forget("render")).isTrue();
                assertThat(again.apply(ManagerPoolTest::pid)).isEqualTo(stayed);
            }
            awaitDead(stayed);
        }
    }

    @Test
    void theDeathOfTheServerFailsAllThatItHas() throws Exception {
        Pool pool = manager.pool(1);
        long server = pool.apply(ManagerPoolTest::parent, 1);
        long worker = pool.apply(ManagerPoolTest::pid);
        AsyncResult<Integer> running = pool.applyAsync(ManagerPoolTest::sleep, 600_000);
        ProcessHandle.of(server).orElseThrow().destroyForcibly();
        assertThatThrownBy(() -> running.get(LONG_SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(ManagerGoneException.class);
        assertThatThrownBy(() -> pool.applyAsync(ManagerPoolTest::sleep, 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("the manager has gone");
        assertThat(pool.health().isUsable()).isFalse();
        assertThat(pool.stats().done()).isNotNegative();
        assertThat(running.cancel(true)).isFalse();
        pool.close();
        awaitDead(worker);
    }

    @Test
    void theDeathOfAClientEndsItsTasksAndItsPool() throws Exception {
        try (OneWayPipe news = Pipe.oneWay();
                JvmProcess client = JvmProcess.builder(new Client(
                                manager.address().toString(), manager.key().toBytes(), news.writer()))
                        .daemon(true)
                        .start()) {
            long worker = (long) news.reader().recv();
            assertThat(ProcessHandle.of(worker)).isPresent();
            client.kill();
            client.join();
            awaitDead(worker);
            try (Pool pool = manager.pool(1)) {
                assertThat(pool.apply(ManagerPoolTest::sleep, 1)).isEqualTo(1);
            }
        }
    }

    /** Has a pool of its own, at a task that does not end. */
    private record Client(String address, byte[] key, Connection news) implements SerializableRunnable {
        @Override
        public void run() throws Exception {
            try (Manager manager = Manager.connect(Address.parse(address), AuthKey.of(key))) {
                Pool pool = manager.pool(1);
                news.send(pool.apply(ManagerPoolTest::pid));
                pool.apply(ManagerPoolTest::sleep, 600_000);
            }
        }
    }

    @Test
    void anIntakeThatIsFullHoldsUpOrRefuses() throws Exception {
        PoolBuilder builder = Pool.builder().on(manager.poolEngine()).workers(1).intakeLimit(5_000);
        try (Pool pool = builder.start()) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                results.add(pool.applyAsync(ManagerPoolTest::sleep, 0));
            }
            for (AsyncResult<Integer> result : results) {
                assertThat(result.get(LONG_SECONDS, TimeUnit.SECONDS)).isZero();
            }
            AsyncResult<Integer> blocker = pool.applyAsync(ManagerPoolTest::sleep, 600_000);
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            Thread submitter = new Thread(() -> {
                try {
                    while (true) {
                        pool.applyAsync(ManagerPoolTest::sleep, 0);
                    }
                } catch (Throwable e) {
                    refused.complete(e);
                }
            });
            submitter.start();
            Awaitility.await().until(() -> pool.stats().waiting() > 10);
            submitter.interrupt();
            assertThat(refused.get(LONG_SECONDS, TimeUnit.SECONDS)).isInstanceOf(RejectedExecutionException.class);
            assertThat(blocker.cancel(true)).isTrue();
        }
        try (Pool pool = builder.refuseWhenFull().start()) {
            AsyncResult<Integer> blocker = pool.applyAsync(ManagerPoolTest::sleep, 600_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 500; i++) {
                            pool.applyAsync(ManagerPoolTest::sleep, 0);
                        }
                    })
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("limit=5000");
            assertThat(blocker.cancel(true)).isTrue();
        }
    }

    @Test
    void settingsReachTheServer() throws Exception {
        String marker = folder.resolve("marker").toString();
        try (Pool pool = Pool.builder()
                .on(manager.poolEngine())
                .name("far")
                .workers(1)
                .jvmArguments("-Dfar=yes")
                .initializer(path -> Files.createFile(Path.of(path)), marker)
                .freshWorkerPerTask()
                .exitFunction(() -> 5)
                .start()) {
            assertThat(pool.apply(() -> System.getProperty("far"))).isEqualTo("yes");
            assertThat(Path.of(marker)).exists();
            assertThat(pool.name()).isEqualTo("far");
        }
        assertThatThrownBy(() -> Pool.builder()
                        .on(manager.poolEngine())
                        .shared("table", "t")
                        .start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("settings=[shared], engine=manager");
    }

    @Test
    void exitFunctionsAreHeardAndAnExecutorReturnsWhatWasNotStarted() throws Exception {
        Pool pool = Pool.builder()
                .on(manager.poolEngine())
                .workers(1)
                .exitFunction(() -> 5)
                .start();
        pool.apply(ManagerPoolTest::sleep, 1);
        pool.close();
        assertThat(pool.exitResults())
                .singleElement()
                .satisfies(exit -> assertThat(exit.value()).isEqualTo(5));
        try (ProcessPoolExecutor executor = ProcessPoolExecutor.builder()
                .on(manager.poolEngine())
                .workers(1)
                .startExecutor()) {
            String started = folder.resolve("started").toString();
            AsyncResult<Integer> running = executor.submit(() -> {
                Files.createFile(Path.of(started));
                return sleep(600_000);
            });
            Awaitility.await().until(() -> Files.exists(Path.of(started)));
            executor.submit(() -> sleep(1));
            executor.submit(() -> sleep(1));
            // one of them may have been fed ahead; it is taken back all the same
            assertThat(executor.shutdownNow()).hasSize(2);
            assertThatThrownBy(() -> running.get(LONG_SECONDS, TimeUnit.SECONDS))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void largeValuesGoThere() throws Exception {
        try (Pool pool = manager.pool(1)) {
            byte[] large = new byte[40 << 20];
            large[large.length - 1] = 9;
            byte[] back = pool.apply(bytes -> bytes, large);
            assertThat(back).hasSize(large.length).endsWith(9);
        }
    }

    @Test
    void onlyAServerThatTrustsItsClientsHasPools() throws Exception {
        AuthKey key = AuthKey.random();
        try (Manager server = Manager.builder().key(key).listen(Address.tcp("127.0.0.1", 0));
                Manager client = Manager.builder().key(key).connect(server.address())) {
            assertThatThrownBy(() -> client.pool(1))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("runsFunctions");
        }
        try (Manager server = Manager.builder().key(key).trusted(true).listen(Address.tcp("127.0.0.1", 0));
                Manager client = Manager.builder()
                        .key(key)
                        .sharedMemory(false)
                        .accept(Point.class.getName())
                        .connect(server.address());
                Pool pool = client.pool(1)) {
            assertThat(client.transport()).isEqualTo("TCP");
            Point far = pool.apply((Integer x) -> new Point(x, 1), 3);
            assertThat(far).isEqualTo(new Point(3, 1));
            assertThatThrownBy(() -> pool.apply((Integer x) -> new Hidden(x), 3))
                    .hasMessageContaining("Hidden");
            assertThat(pool.stats().done()).isPositive();
        }
    }

    private record Hidden(int x) {}
}

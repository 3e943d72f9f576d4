package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/** What servers promise whose clients are served in other JVMs. */
abstract class WorkerServerContract extends ServerContract {
    /** Workers that live for a second need no second compiler. */
    static final JvmOptions QUICK = JvmOptions.builder()
            .jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
            .build();

    @Test
    void servesInOtherJvms() throws Exception {
        try (SocketServer server = start()) {
            String pid = TestClient.ask(server.address(), "pid");
            assertThat(pid).isNotEqualTo(String.valueOf(ProcessHandle.current().pid()));
            assertThat(server.stats().workers()).isNotEmpty();
        }
    }

    @Test
    void goesOnWhenWorkersDie() throws Exception {
        JvmOptions small = QUICK.toBuilder().maxHeap("64m").build();
        try (SocketServer server = kind(obeying()).options(small).start()) {
            for (String death : new String[] {"halt", "exit", "memory"}) {
                assertThat(TestClient.ask(server.address(), death)).isNull();
                assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
            }
            await().atMost(LONG).until(() -> server.stats().gone() >= 2);
        }
    }

    @Test
    void goesOnWhenAWorkerIsKilledThatServes() throws Exception {
        try (SocketServer server = start();
                TestClient client = TestClient.connect(server.address())) {
            long pid = Long.parseLong(client.ask("pid"));
            Kill.kill(pid);
            assertThat(client.read()).isNull();
            assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
            await().atMost(LONG).until(() -> server.stats().restarts() == 1);
        }
    }

    @Test
    void aHandlerThatDoesNotEndTakesItsJvmDown() throws Exception {
        try (SocketServer server = kind(obeying())
                        .clientTimeLimit(Duration.ofSeconds(2))
                        .grace(Duration.ofMillis(200))
                        .start();
                TestClient client = TestClient.connect(server.address())) {
            long pid = Long.parseLong(client.ask("pid"));
            assertThat(client.ask("spin")).isNull();
            Kill.awaitDeath(pid, LONG);
            assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
        }
    }

    @Test
    void reloadBringsNewWorkersAndDropsNobody() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (SocketServer server = start();
                TestClient old = TestClient.connect(server.address())) {
            String oldPid = old.ask("pid");
            Set<Long> before = accepting(server);
            Future<Integer> load = threads.submit(() -> load(server, end));
            await().atMost(LONG).until(() -> server.stats().accepted() > 3);
            server.reload();
            assertThat(accepting(server)).doesNotContainAnyElementsOf(before);
            assertThat(TestClient.ask(server.address(), "pid")).isNotEqualTo(oldPid);
            end.set(true);
            assertThat(load.get()).isGreaterThan(3);
        } finally {
            end.set(true);
            threads.shutdown();
        }
    }

    static Set<Long> accepting(SocketServer server) {
        return server.stats().workers().stream()
                .filter(worker -> worker.state() == ServerStats.State.SERVING)
                .map(ServerStats.WorkerStats::pid)
                .collect(Collectors.toSet());
    }

    /** Asks on one connection after the other; a wrong or missing answer is a failure. */
    private static int load(SocketServer server, AtomicBoolean end) throws IOException {
        int count = 0;
        while (!end.get()) {
            assertThat(TestClient.ask(server.address(), "load")).isEqualTo("echo load");
            count++;
        }
        return count;
    }

    @Test
    void workersThatCannotStartAreAnErrorWithTheirWords() {
        assertThatThrownBy(() -> kind(obeying())
                        .initializer(() -> {
                            throw new IllegalStateException("no licence for this");
                        })
                        .start())
                .isInstanceOf(ServerFailedException.class)
                .hasMessageContaining("no licence for this");
        assertThatThrownBy(() -> kind(obeying())
                        .options(JvmOptions.builder()
                                .jvmArguments("-XX:NoSuchFlag")
                                .build())
                        .start())
                .isInstanceOf(ServerFailedException.class)
                .hasMessageContaining("NoSuchFlag");
    }

    @Test
    void sigtermServesClientsToTheEnd() throws Exception {
        try (var pipe = org.multijvm.ipc.channel.Pipe.open()) {
            var theirs = pipe.second();
            WorkerServerContract kind = this;
            String type = kind.getClass().getName();
            JvmProcess process = JvmProcess.builder(() -> serveUntilTerminated(type, theirs))
                    .allowChildren(true)
                    .start();
            theirs.close();
            try {
                int port = pipe.first().recv(Integer.class);
                try (TestClient client = TestClient.connect(new java.net.InetSocketAddress("127.0.0.1", port))) {
                    assertThat(client.ask("hello")).isEqualTo("echo hello");
                    client.send("slowly\n");
                    process.terminate();
                    assertThat(client.read()).isEqualTo("at last");
                }
                assertThat(process.join(LONG)).isTrue();
            } finally {
                process.kill();
                process.join();
                process.close();
            }
        }
    }

    private static void serveUntilTerminated(String type, org.multijvm.ipc.channel.Connection parent) throws Exception {
        WorkerServerContract kind = (WorkerServerContract)
                Class.forName(type).getDeclaredConstructor().newInstance();
        SocketServer server =
                kind.kind(obeying()).shutdownAtExit(Duration.ofSeconds(10)).start();
        parent.send(server.port());
        server.serveForever();
    }
}

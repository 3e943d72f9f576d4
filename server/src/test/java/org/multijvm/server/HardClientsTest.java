package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/** Clients that are slow, stop, reset, or are many, and a worker that is stopped: nobody else is harmed, and nothing is kept. */
@Tag("process")
class HardClientsTest {
    private static final Duration LONG = ServerContract.LONG;
    private static final int MEBIBYTE = 1 << 20;

    /** How clients are served. */
    enum Kind {
        THREADS,
        PREFORK;

        <H extends Serializable> SocketServerBuilder<H> of(SocketServerBuilder<H> builder) {
            return (this == THREADS ? builder.threads() : builder.prefork(1)).maxClients(5);
        }

        /** The process that serves. */
        long pid(SocketServer server) {
            return this == THREADS
                    ? JvmProcess.currentProcess().pid()
                    : server.stats().workers().get(0).pid();
        }
    }

    private static SocketServerBuilder<ClientHandler> pouring() {
        return SocketServer.tcp("127.0.0.1", 0).handler(Handlers::pour);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoReadsSlowlyGetsAllAndKeepsNobodyWaiting(Kind kind) throws Exception {
        int mebibytes = Integer.getInteger("multijvm.server.slow.mebibytes", 16);
        try (SocketServer server = kind.of(pouring()).start();
                TestClient slow = TestClient.connect(server.address())) {
            slow.send((long) mebibytes * MEBIBYTE + "\n");
            for (int i = 0; i < mebibytes; i++) {
                try (TestClient other = TestClient.connect(server.address())) {
                    other.send("10\n");
                    other.readBytes(10);
                }
                slow.readBytes(MEBIBYTE);
            }
            assertThat(server.stats().active()).isPositive();
            assertThat(server.stats().failed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoStopsReadingIsCutOffAsIdle(Kind kind) throws Exception {
        try (SocketServer server =
                        kind.of(pouring()).idleTimeout(Duration.ofMillis(500)).start();
                TestClient stopped = TestClient.connect(server.address())) {
            stopped.send("100000000000\n");
            stopped.readBytes(10);
            await().atMost(LONG).until(() -> server.stats().cut() == 1);
            try (TestClient other = TestClient.connect(server.address())) {
                other.send("10\n");
                other.readBytes(10);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoResetsInTheMiddleOfAnAnswerIsGone(Kind kind) throws Exception {
        try (SocketServer server = kind.of(pouring()).start()) {
            for (int i = 0; i < 3; i++) {
                TestClient client = TestClient.connect(server.address());
                client.send("100000000000\n");
                client.readBytes(MEBIBYTE);
                client.reset();
            }
            await().atMost(LONG).until(() -> server.stats().gone() == 3);
            await().atMost(LONG).until(() -> server.stats().active() == 0);
            assertThat(server.stats().failed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void manyConnectionsLeaveNoDescriptor(Kind kind) throws Exception {
        int connections = Integer.getInteger("multijvm.server.leak.connections", 300);
        try (SocketServer server = kind.of(ServerContract.obeying()).start()) {
            comeAndGo(server, 20);
            long pid = kind.pid(server);
            long before = sockets(pid);
            comeAndGo(server, connections);
            await().atMost(LONG).until(() -> sockets(pid) <= before);
        }
    }

    /** Each in another way. */
    private static void comeAndGo(SocketServer server, int connections) throws IOException {
        for (int i = 0; i < connections; i++) {
            TestClient client = TestClient.connect(server.address());
            assertThat(client.ask("n" + i)).isEqualTo("echo n" + i);
            switch (i % 4) {
                case 0 -> client.close();
                case 1 -> client.reset();
                case 2 -> {
                    client.sendNoMore();
                    assertThat(client.read()).isNull();
                    client.close();
                }
                default -> {
                    assertThat(client.ask("end")).isEqualTo("bye");
                    client.close();
                }
            }
        }
        await().atMost(LONG).until(() -> server.stats().active() == 0);
    }

    private static long sockets(long pid) throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.filter(HardClientsTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void aWorkerThatIsStoppedStopsNobodyElse() throws Exception {
        try (SocketServer server = ServerContract.obeying().prefork(2).start();
                TestClient its = TestClient.connect(server.address())) {
            String stopped = its.ask("pid");
            Kill.stop(Long.parseLong(String.valueOf(stopped)));
            try {
                Set<String> served = new HashSet<>();
                for (int i = 0; i < 20; i++) {
                    served.add(TestClient.ask(server.address(), "pid"));
                }
                assertThat(served).hasSize(1).doesNotContain(stopped).doesNotContainNull();
            } finally {
                Kill.resume(Long.parseLong(String.valueOf(stopped)));
            }
            assertThat(its.ask("hello")).isEqualTo("echo hello");
            assertThat(server.stats().restarts()).isZero();
        }
    }
}

package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;

class PreforkServerTest extends WorkerServerContract {
    @Override
    <H extends Serializable> SocketServerBuilder<H> kind(SocketServerBuilder<H> builder) {
        return builder.prefork(2).maxClients(6).options(QUICK);
    }

    @Override
    int manyConnections() {
        return Integer.getInteger("multijvm.server.connections", 500);
    }

    @Test
    void whereNoSocketCanBeGivenAwayWorkersShareThePort() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess process = JvmProcess.builder(() -> theirs.send(answersWithoutPassing()))
                    .options(JvmOptions.builder()
                            .systemProperty("multijvm.futex", "false")
                            .build())
                    .start();
            theirs.close();
            try {
                assertThat(pipe.first().recv(String.class)).isEqualTo("echo n, refused");
                assertThat(process.join(LONG)).isTrue();
            } finally {
                process.kill();
                process.join();
                process.close();
            }
        }
    }

    /** What the JVM runs that makes a class archive: without it there is none, and nobody would be told. */
    @Test
    void whatTheClassArchiveIsTrainedByRunsToItsEnd() throws Exception {
        JvmProcess process = JvmProcess.start(new WorkerTraining());
        try {
            assertThat(process.join(LONG)).isTrue();
            assertThat(process.exit().orElseThrow().ok())
                    .as(String.valueOf(process.errorTail()))
                    .isTrue();
            assertThat(process.errorTail()).isEmpty();
        } finally {
            process.kill();
            process.join();
            process.close();
        }
    }

    private static String answersWithoutPassing() throws Exception {
        String answers = "";
        try (SocketServer server = obeying().prefork(2).start()) {
            for (int i = 0; i < 10; i++) {
                answers = TestClient.ask(server.address(), "n");
            }
        }
        try (SocketServer server = SocketServer.udp("127.0.0.1", 0)
                .handler(Handlers::upperCase)
                .prefork(2)
                .start()) {
            return answers + ", served at " + server.address();
        } catch (IOException refused) {
            return answers + ", refused";
        }
    }

    @Test
    void replacesAWorkerThatHasServedItsClients() throws Exception {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                .handler(Handlers::obey)
                .prefork(1)
                .recycleAfter(5, 2)
                .start()) {
            Set<Long> before = accepting(server);
            for (int i = 0; i < 8; i++) {
                assertThat(TestClient.ask(server.address(), "n")).isEqualTo("echo n");
            }
            await().atMost(LONG).until(() -> accepting(server).stream().noneMatch(before::contains));
            assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
            assertThat(server.stats().restarts()).isZero();
        }
    }

    @Test
    void replacesAWorkerThatIsOldOrLarge() throws Exception {
        for (boolean old : new boolean[] {true, false}) {
            SocketServerBuilder<ClientHandler> builder = obeying().prefork(1);
            try (SocketServer server =
                    (old ? builder.recycleAge(Duration.ofMillis(500)) : builder.recycleAbove(1)).start()) {
                Set<Long> before = accepting(server);
                await().atMost(LONG).until(() -> accepting(server).stream().noneMatch(before::contains));
                assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
            }
        }
    }

    @Test
    void aStuckHandlerLetsTheOthersOfItsWorkerFinish() throws Exception {
        try (SocketServer server = obeying()
                        .prefork(1)
                        .clientTimeLimit(Duration.ofSeconds(2))
                        .grace(Duration.ofMillis(100))
                        .start();
                TestClient stuck = TestClient.connect(server.address())) {
            String pid = stuck.ask("pid");
            stuck.send("spin\n");
            assertThat(stuck.read()).isNull();
            try (TestClient other = TestClient.connect(server.address())) {
                assertThat(other.ask("slowly")).isEqualTo("at last");
            }
            await().atMost(LONG).until(() -> !accepting(server).contains(Long.parseLong(pid)));
        }
    }
}

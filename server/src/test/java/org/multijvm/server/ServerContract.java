package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers of each kind promise. */
@Tag("process")
abstract class ServerContract {
    static final Duration LONG = Duration.ofSeconds(20);

    /** Has the builder serve in the way that is tested, some five clients at a time. */
    abstract <H extends java.io.Serializable> SocketServerBuilder<H> kind(SocketServerBuilder<H> builder);

    /** How many connections one after the other are no waste of time. */
    abstract int manyConnections();

    SocketServer start() throws IOException {
        return kind(obeying()).start();
    }

    static SocketServerBuilder<ClientHandler> obeying() {
        return SocketServer.tcp("127.0.0.1", 0).handler(Handlers::obey);
    }

    @Test
    void answersOneClientAfterTheOther() throws Exception {
        try (SocketServer server = start()) {
            for (int i = 0; i < manyConnections(); i++) {
                assertThat(TestClient.ask(server.address(), "n" + i)).isEqualTo("echo n" + i);
            }
            await().atMost(LONG).until(() -> server.stats().served() == manyConnections());
            assertThat(server.stats().active()).isZero();
            assertThat(server.stats().failed()).isZero();
            assertThat(server.stats().restarts()).isZero();
        }
    }

    @Test
    void servesSeveralClientsAtOnce() throws Exception {
        try (SocketServer server = start()) {
            List<TestClient> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(TestClient.connect(server.address()));
                assertThat(clients.get(i).ask("first " + i)).isEqualTo("echo first " + i);
            }
            assertThat(server.stats().active()).isEqualTo(3);
            for (int i = 2; i >= 0; i--) {
                assertThat(clients.get(i).ask("second " + i)).isEqualTo("echo second " + i);
                clients.get(i).close();
            }
        }
    }

    @Test
    void aHandlerThatThrowsEndsOnlyItsOwnClient() throws Exception {
        try (SocketServer server = start();
                TestClient other = TestClient.connect(server.address())) {
            assertThat(other.ask("hello")).isEqualTo("echo hello");
            assertThat(TestClient.ask(server.address(), "throw")).isNull();
            assertThat(other.ask("again")).isEqualTo("echo again");
            await().atMost(LONG).until(() -> server.stats().failed() == 1);
        }
    }

    @Test
    void cutsOffWhoIsIdleForTooLong() throws Exception {
        try (SocketServer server =
                        kind(obeying()).idleTimeout(Duration.ofMillis(300)).start();
                TestClient idle = TestClient.connect(server.address())) {
            assertThat(idle.ask("hello")).isEqualTo("echo hello");
            assertThat(idle.read()).isNull();
            assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
            await().atMost(LONG).until(() -> server.stats().cut() == 1);
        }
    }

    @Test
    void cutsOffWhoIsServedForTooLong() throws Exception {
        try (SocketServer server =
                        kind(obeying()).clientTimeLimit(Duration.ofSeconds(2)).start();
                TestClient client = TestClient.connect(server.address())) {
            assertThat(client.ask("wait")).isNull();
            assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
            await().atMost(LONG).until(() -> server.stats().cut() == 1);
        }
    }

    @Test
    void aClientThatResetsHarmsNobody() throws Exception {
        try (SocketServer server = start()) {
            for (int i = 0; i < 3; i++) {
                TestClient client = TestClient.connect(server.address());
                client.send("half a que");
                client.reset();
            }
            assertThat(TestClient.ask(server.address(), "still here")).isEqualTo("echo still here");
        }
    }

    @Test
    void aClientThatSendsNoMoreStillGetsItsAnswer() throws Exception {
        try (SocketServer server = kind(SocketServer.tcp("127.0.0.1", 0).handler(Handlers::count))
                        .start();
                TestClient client = TestClient.connect(server.address())) {
            client.send("12345");
            client.sendNoMore();
            assertThat(client.read()).isEqualTo("5");
        }
    }

    @Test
    void takesWhatIsLongWithoutKeepingIt() throws Exception {
        int mebibytes = Integer.getInteger("multijvm.server.mebibytes", 16);
        try (SocketServer server = kind(SocketServer.tcp("127.0.0.1", 0).handler(Handlers::count))
                        .start();
                TestClient client = TestClient.connect(server.address())) {
            byte[] mebibyte = new byte[1 << 20];
            for (int i = 0; i < mebibytes; i++) {
                client.send(mebibyte);
            }
            client.sendNoMore();
            assertThat(client.read()).isEqualTo(String.valueOf((long) mebibytes << 20));
        }
    }

    @Test
    void whoFindsNoPlaceWaitsForOne() throws Exception {
        try (SocketServer server = kind(obeying()).maxClients(2).start();
                TestClient first = TestClient.connect(server.address());
                TestClient second = TestClient.connect(server.address())) {
            assertThat(first.ask("one")).isEqualTo("echo one");
            assertThat(second.ask("two")).isEqualTo("echo two");
            try (TestClient third = TestClient.connect(server.address())) {
                third.send("three\n");
                assertThat(server.stats().active()).isEqualTo(2);
                first.sendNoMore();
                assertThat(third.read()).isEqualTo("echo three");
            }
        }
    }

    @Test
    void shutdownServesClientsToTheEnd() throws Exception {
        try (SocketServer server = start();
                TestClient idle = TestClient.connect(server.address());
                TestClient slow = TestClient.connect(server.address())) {
            assertThat(idle.ask("hello")).isEqualTo("echo hello");
            assertThat(slow.ask("hello")).isEqualTo("echo hello");
            slow.send("slowly\n");
            await().atMost(LONG).until(() -> server.stats().active() == 2);
            assertThat(server.shutdown(LONG)).isTrue();
            assertThat(slow.read()).isEqualTo("at last");
            assertThat(idle.read()).isNull();
            assertThatThrownBy(() -> TestClient.connect(server.address())).isInstanceOf(IOException.class);
            assertThat(server.join(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void shutdownCutsOffWhoTakesLongerThanItsLimit() throws Exception {
        try (SocketServer server = start();
                TestClient client = TestClient.connect(server.address())) {
            assertThat(client.ask("hello")).isEqualTo("echo hello");
            client.send("wait\n");
            assertThat(server.shutdown(Duration.ofMillis(300))).isFalse();
            assertThat(client.read()).isNull();
            assertThat(server.join(LONG)).isTrue();
        }
    }

    @Test
    void closeCutsEverybodyOff() throws Exception {
        SocketServer server = start();
        try (TestClient client = TestClient.connect(server.address())) {
            assertThat(client.ask("hello")).isEqualTo("echo hello");
            client.send("wait\n");
            server.close();
            server.close();
            assertThat(client.read()).isNull();
            assertThat(server.join(Duration.ZERO)).isTrue();
        }
    }

    @Test
    void servesAtAUnixDomainSocketWhoseFileGoesWithIt(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("server.sock");
        SocketAddress address = UnixDomainSocketAddress.of(path);
        try (SocketServer server =
                kind(SocketServer.unix(path).handler(Handlers::obey)).start()) {
            assertThat(TestClient.ask(address, "hello")).isEqualTo("echo hello");
            assertThat(server.address()).isEqualTo(address);
            assertThatThrownBy(server::port).isInstanceOf(IllegalStateException.class);
            assertThat(TestClient.ask(address, "again")).isEqualTo("echo again");
        }
        assertThat(Files.exists(path)).isFalse();
    }

    @Test
    void saysWhatToDoIfTheAddressIsTaken() throws Exception {
        try (SocketServer server = kind(obeying()).start()) {
            assertThatThrownBy(() -> kind(SocketServer.tcp("127.0.0.1", server.port())
                                    .handler(Handlers::obey))
                            .start())
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("another program listens there")
                    .hasMessageContaining(String.valueOf(server.port()));
        }
    }

    @Test
    void letsInOnlyWhoIsWelcome() throws Exception {
        try (SocketServer server = kind(obeying()).verify(address -> false).start();
                TestClient client = TestClient.connect(server.address())) {
            assertThat(client.read()).isNull();
            await().atMost(LONG).until(() -> server.stats().refused() == 1);
            assertThat(server.stats().accepted()).isZero();
        }
    }

    @Test
    void answersDatagrams() throws Exception {
        try (SocketServer server = kind(SocketServer.udp("127.0.0.1", 0).handler(Handlers::upperCase))
                        .start();
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.setSoTimeout((int) LONG.toMillis());
            for (String text : List.of("hello", "", "throw", "world")) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                client.send(new DatagramPacket(bytes, bytes.length, server.address()));
                if (!text.equals("throw")) {
                    DatagramPacket answer = new DatagramPacket(new byte[100], 100);
                    client.receive(answer);
                    assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
                            .isEqualTo(text.toUpperCase(java.util.Locale.ROOT));
                }
            }
        }
    }
}

package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.Serializable;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadServerTest extends ServerContract {
    /** Handlers travel, and so capture nothing that does not. */
    private static final AtomicReference<SocketServer> OWN = new AtomicReference<>();

    private static final AtomicReference<Boolean> IS_VIRTUAL = new AtomicReference<>();

    @Override
    <H extends Serializable> SocketServerBuilder<H> kind(SocketServerBuilder<H> builder) {
        return builder.threads().maxClients(5);
    }

    @Override
    int manyConnections() {
        return Integer.getInteger("multijvm.server.connections", 500);
    }

    @Test
    void threadsAreVirtualWhereThereAreSuch() throws Exception {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                .handler(client -> {
                    IS_VIRTUAL.set(org.multijvm.ipc.wait.VirtualThreads.isCurrent());
                    client.write("seen\n");
                })
                .start()) {
            assertThat(TestClient.ask(server.address(), "look")).isEqualTo("seen");
            assertThat(IS_VIRTUAL.get()).isEqualTo(Runtime.version().feature() >= 21);
        }
    }

    @Test
    void shutdownByAHandlerDoesNotWaitForItself() throws Exception {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                .handler(client -> client.write(OWN.get().shutdown(LONG) + "\n"))
                .start()) {
            OWN.set(server);
            assertThat(TestClient.ask(server.address(), "end")).isEqualTo("false");
            assertThat(server.join(LONG)).isTrue();
        } finally {
            OWN.set(null);
        }
    }

    @Test
    void aHandlerThatDoesNotEndKeepsOnlyItsOwnPlace() throws Exception {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                .handler(Handlers::obey)
                .maxClients(2)
                .clientTimeLimit(Duration.ofMillis(200))
                .grace(Duration.ofMillis(100))
                .start()) {
            assertThat(TestClient.ask(server.address(), "spin")).isNull();
            await().atMost(LONG).until(() -> server.stats().stuck() == 1);
            assertThat(TestClient.ask(server.address(), "hello")).isEqualTo("echo hello");
        } finally {
            Handlers.MAY_SPIN.set(false);
        }
    }

    @AfterEach
    void handlersMaySpinAgain() {
        await().atMost(LONG)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("multijvm-server-client")));
        Handlers.MAY_SPIN.set(true);
    }

    @Test
    void hasNoWorkersToReload() throws Exception {
        try (SocketServer server = start()) {
            assertThatThrownBy(server::reload).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void saysWhatIsWrongWithAnAddress(@TempDir Path folder) {
        assertThatThrownBy(() ->
                        SocketServer.tcp("192.0.2.1", 0).handler(Handlers::obey).start())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("no interface of this machine");
        assertThatThrownBy(() -> SocketServer.tcp("no-such-host.invalid", 0)
                        .handler(Handlers::obey)
                        .start())
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("no-such-host.invalid");
        assertThatThrownBy(() -> SocketServer.unix(folder.resolve("no/folder"))
                        .handler(Handlers::obey)
                        .start())
                .isInstanceOf(BindException.class)
                .hasMessageContaining("make its folder first");
        assertThatThrownBy(() -> SocketServer.tcp(0).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("handler");
    }

    @Test
    void aFileThatADeadServerLeftIsNoObstacle(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("server.sock");
        try (var dead = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            dead.bind(java.net.UnixDomainSocketAddress.of(path));
        }
        assertThat(path).exists();
        try (SocketServer server =
                SocketServer.unix(path).handler(Handlers::obey).start()) {
            assertThat(TestClient.ask(server.address(), "hello")).isEqualTo("echo hello");
        }
    }
}

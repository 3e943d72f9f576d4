package org.multijvm.ipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.ipc.channel.Connection;

/** What TLS adds to connections over sockets: who is trusted, and what somebody between two sides can do. What else they do is in {@link SocketTest}. */
@Tag("unit")
@Timeout(120)
class SocketTlsTest {
    private static final AuthKey KEY = AuthKey.random();
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Address ANY = Address.tcp("localhost", 0);

    private static Listener.Builder listening(String protocol) {
        return Listener.builder().key(KEY).tls(TlsKeys.context(), TlsKeys.only(protocol));
    }

    private static Client.Builder connecting() {
        return Client.builder().key(KEY).tls(TlsKeys.withoutKey());
    }

    private static Address.Tcp tcp(Listener listener) {
        return (Address.Tcp) listener.address();
    }

    private static void serves(Listener listener, Client.Builder with) throws Exception {
        try (Connection client = with.connect(listener.address());
                Connection server = listener.accept()) {
            client.send("hello");
            assertThat(server.recv()).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void goesOnOnlyWithAListenerThatIsTrusted(String protocol) throws Exception {
        try (Listener listener = listening(protocol).open(ANY)) {
            SSLContext worldwide = SSLContext.getDefault();
            assertThatThrownBy(() -> Client.builder().key(KEY).tls(worldwide).connect(listener.address()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(listener.address().toString());
            assertThat(listener.accept(Duration.ofMillis(20))).isNull();
            serves(listener, connecting());
        }
    }

    /** The certificate is for localhost, not for its number. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void goesOnOnlyWithTheHostThatItAskedFor(String protocol) throws Exception {
        try (Listener listener = listening(protocol).open(Address.tcp("127.0.0.1", 0))) {
            assertThatThrownBy(() -> connecting().connect(listener.address()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("127.0.0.1");
            SSLParameters protocols = new SSLParameters();
            assertThatThrownBy(() ->
                            connecting().tls(TlsKeys.withoutKey(), protocols).connect(listener.address()))
                    .isInstanceOf(SSLException.class);
            SSLParameters anyHost = new SSLParameters();
            anyHost.setEndpointIdentificationAlgorithm("");
            serves(listener, connecting().tls(TlsKeys.withoutKey(), anyHost));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void canAskClientsForACertificate(String protocol) throws Exception {
        SSLParameters both = TlsKeys.only(protocol);
        both.setNeedClientAuth(true);
        try (Listener listener =
                listening(protocol).tls(TlsKeys.context(), both).open(ANY)) {
            assertThatThrownBy(() -> connecting().connect(listener.address())).isInstanceOf(IOException.class);
            assertThat(listener.accept(Duration.ofMillis(20))).isNull();
            serves(listener, connecting().tls(TlsKeys.context()));
        }
    }

    @Test
    void asksForTheKeyAsWell() throws Exception {
        try (Listener listener = listening("TLSv1.3").open(ANY)) {
            assertThatThrownBy(() -> connecting().key(AuthKey.random()).connect(listener.address()))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("another key");
            serves(listener, connecting());
        }
    }

    @Test
    void doesNotSpeakWithWhoSpeaksNoTls() throws Exception {
        try (Listener plain = Listener.open(ANY, KEY);
                Listener listener = listening("TLSv1.3")
                        .handshakeLimit(Duration.ofMillis(50))
                        .open(ANY)) {
            assertThatThrownBy(() -> connecting().connect(plain.address()))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining(plain.address().toString());
            assertThatThrownBy(() -> Client.connect(listener.address(), KEY)).isInstanceOf(IOException.class);
            Client.connect(plain.address(), KEY).close();
        }
    }

    @Test
    void isRefusedInTheFileSystem() {
        Address address = Address.unix(Path.of("/tmp/no-such-socket"));
        assertThatThrownBy(() -> listening("TLSv1.3").open(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address.toString());
        assertThatThrownBy(() -> connecting().connect(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(address.toString());
    }

    private interface Between {
        void use(Relay relay, Connection client, Connection server) throws Exception;
    }

    private static void between(String protocol, Between use) throws Exception {
        try (Listener listener = listening(protocol).open(ANY);
                Relay relay = new Relay(listener.address());
                Connection client = connecting().connect(relay.address());
                Connection server = listener.accept()) {
            use.use(relay, client, server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void tellsAnEndThatTheOtherSideHasNotSaid(String protocol) throws Exception {
        between(protocol, (relay, client, server) -> {
            client.send("last");
            assertThat(server.recv()).isEqualTo("last");
            relay.cut();
            assertThat(Connection.waitAny(List.of(server), LONG)).containsExactly(server);
            assertThatThrownBy(server::recv)
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("has not said so by TLS");
        });
        between(protocol, (relay, client, server) -> {
            client.close();
            assertThatThrownBy(server::recv)
                    .isInstanceOf(EOFException.class)
                    .hasMessageStartingWith("nobody can send at the other end any more: ");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void receivesNothingThatSomebodyHasChanged(String protocol) throws Exception {
        between(protocol, (relay, client, server) -> {
            relay.damage();
            client.send("changed on its way");
            // a wait for many does not fail because of one
            assertThat(Connection.waitAny(List.of(server), LONG)).containsExactly(server);
            assertThatThrownBy(server::recv)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("TLS failed")
                    .hasMessageContaining("peer=");
            assertThat(server.isClosed()).isTrue();
        });
    }

    /** All of it is read from the channel at once, so the channel has no more news of what comes after the first message. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void knowsOfMessagesThatAreNotInTheChannelAnyMore(String protocol) throws Exception {
        try (Listener listener = Listener.builder()
                        .tls(TlsKeys.context(), TlsKeys.only(protocol))
                        .open(ANY);
                TlsChannel raw = TlsChannel.open(listener.address(), protocol)) {
            raw.enter();
            try (Connection server = listener.accept()) {
                byte[] frame = {1, 0, 0, 0, 0, 0, 0, 0, 1, 42};
                byte[] two = Arrays.copyOf(frame, 20);
                System.arraycopy(frame, 0, two, 10, 10);
                for (int i = 0; i < 50; i++) {
                    raw.write(ByteBuffer.wrap(two));
                }
                for (int i = 0; i < 100; i++) {
                    assertThat(Connection.waitAny(List.of(server), LONG)).containsExactly(server);
                    assertThat(server.poll()).isTrue();
                    assertThat(server.recvBytes()).containsExactly(42);
                }
                assertThat(server.poll()).isFalse();
            }
        }
    }

    @Test
    void negotiatesOnce() throws Exception {
        try (Listener listener = Listener.builder()
                        .tls(TlsKeys.context(), TlsKeys.only("TLSv1.2"))
                        .open(ANY);
                TlsChannel raw = TlsChannel.open(listener.address(), "TLSv1.2")) {
            raw.enter();
            try (Connection server = listener.accept()) {
                CompletableFuture<Void> again = CompletableFuture.runAsync(() -> {
                    try {
                        raw.socket().startHandshake();
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertThatThrownBy(server::recv)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("another handshake");
                assertThat(again.handle((done, failed) -> true)).succeedsWithin(LONG);
            }
        }
    }

    /** Half a hello, and nothing at all. */
    @Test
    void isNotHeldUpByThoseWhoStopInTheMiddleOfTls() throws Exception {
        List<SocketChannel> slow = new ArrayList<>();
        byte[] hello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 252, 3, 3, 7, 7, 7};
        try (Listener listener = listening("TLSv1.3").open(ANY)) {
            for (int i = 0; i < 200; i++) {
                SocketChannel channel = SocketChannel.open(Address.socketAddress(listener.address()));
                slow.add(channel);
                if (i % 2 == 0) {
                    channel.write(ByteBuffer.wrap(hello));
                }
            }
            serves(listener, connecting());
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    /** Code of the user holds up the one client that it is asked about. */
    @Test
    void isNotHeldUpByATrustManagerThatWaits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        SSLParameters wants = TlsKeys.only("TLSv1.3");
        wants.setWantClientAuth(true);
        SSLContext waiting = TlsKeys.context(TlsKeys.keys(), new TrustManager[] {new Waiting(asked, answer)});
        try (Listener listener = listening("TLSv1.3").tls(waiting, wants).open(ANY)) {
            CompletableFuture<Connection> held = CompletableFuture.supplyAsync(() -> {
                try {
                    return connecting().tls(TlsKeys.context()).connect(listener.address());
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            asked.await();
            serves(listener, connecting());
            assertThat(held).isNotDone();
            answer.countDown();
            held.get().close();
        }
    }

    private static final class Waiting extends X509ExtendedTrustManager {
        private final CountDownLatch asked;
        private final CountDownLatch answer;

        Waiting(CountDownLatch asked, CountDownLatch answer) {
            this.asked = asked;
            this.answer = answer;
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            asked.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

package org.multijvm.ipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.ipc.channel.BufferTooShortException;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.sync.SharedLock;

/** Connections over sockets: what they carry, who is let in, what hostile ones can do. */
@Tag("unit")
@Timeout(120)
class SocketTest {
    private static final AuthKey KEY = AuthKey.random();
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    record Order(int number) {}

    /** What holds of both kinds of sockets. */
    abstract class Contract {
        abstract Address address();

        Listener.Builder listening() {
            return Listener.builder();
        }

        Client.Builder connecting() {
            return Client.builder();
        }

        /** A client by other means, which has to do the handshake itself. */
        ByteChannel raw(Address address) throws IOException {
            return connect(address);
        }

        /** What a listener says before it has heard anything. */
        int greeting() {
            return 38;
        }

        private void with(Use use) throws Exception {
            try (Listener listener = listening().key(KEY).open(address());
                    Connection client = connecting().key(KEY).connect(listener.address());
                    Connection server = Objects.requireNonNull(listener.accept(LONG))) {
                use.of(client, server);
            }
        }

        @Test
        void carriesValuesBothWays() throws Exception {
            with((client, server) -> {
                client.send(Arrays.asList(42, null, "hello"));
                server.send(3.5);
                client.send(null);
                assertThat(server.recv()).isEqualTo(Arrays.asList(42, null, "hello"));
                assertThat(server.recv()).isNull();
                assertThat(client.recv()).isEqualTo(3.5);
            });
        }

        @Test
        void carriesBytes() throws Exception {
            with((client, server) -> {
                client.sendBytes(new byte[] {1, 2, 3, 4}, 1, 2);
                client.sendBytes(new byte[0]);
                client.sendBytes(new byte[] {5, 6, 7});
                client.sendBytes(new byte[] {8});
                assertThat(server.recvBytes()).containsExactly(2, 3);
                assertThat(server.recvBytes()).isEmpty();
                assertThatThrownBy(() -> server.recvBytesInto(new byte[4], 2))
                        .isInstanceOfSatisfying(
                                BufferTooShortException.class,
                                e -> assertThat(e.message()).containsExactly(5, 6, 7));
                byte[] target = new byte[3];
                assertThat(server.recvBytesInto(target, 2)).isEqualTo(1);
                assertThat(target).containsExactly(0, 0, 8);
            });
        }

        @Test
        void carriesMessagesThatAreLongerThanItsBuffers() throws Exception {
            byte[] large = new byte[20_000_000];
            new Random(1).nextBytes(large);
            with((client, server) -> {
                CompletableFuture<Void> sent = async(() -> {
                    client.sendBytes(large);
                    client.send("x".repeat(1_000_000));
                    client.sendBytes(new ByteArrayInputStream(large), large.length);
                });
                assertThat(server.recvBytes()).isEqualTo(large);
                assertThat((String) server.recv()).hasSize(1_000_000);
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                assertThat(server.recvBytes(out)).isEqualTo(large.length);
                assertThat(out.toByteArray()).isEqualTo(large);
                assertThat(sent).succeedsWithin(LONG);
            });
        }

        @Test
        void tellsOfTheEnd() throws Exception {
            with((client, server) -> {
                client.send("last");
                client.close();
                assertThat(server.recv()).isEqualTo("last");
                assertThat(server.poll()).isTrue();
                assertThatThrownBy(server::recv).isInstanceOf(EOFException.class);
                assertThatThrownBy(() -> {
                            while (true) {
                                server.sendBytes(new byte[100_000]);
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("broken pipe");
                assertThatThrownBy(client::recv).isInstanceOf(IOException.class).hasMessageContaining("closed");
                assertThat(client.isClosed()).isTrue();
            });
        }

        @Test
        void canBePolled() throws Exception {
            with((client, server) -> {
                assertThat(server.poll()).isFalse();
                assertThat(server.poll(Duration.ofMillis(20))).isFalse();
                client.send(1);
                assertThat(server.poll(LONG)).isTrue();
                assertThat(server.poll()).isTrue();
                assertThat(server.recv()).isEqualTo(1);
            });
        }

        @Test
        void canBeWaitedForTogetherWithPipes() throws Exception {
            with((client, server) -> {
                try (Pipe pipe = Pipe.open()) {
                    List<Connection> all = List.of(server, pipe.first());
                    assertThat(Connection.waitAny(all, Duration.ZERO)).isEmpty();
                    client.send("by socket");
                    assertThat(Connection.waitAny(all, LONG)).containsExactly(server);
                    server.recv();
                    pipe.second().send("by pipe");
                    assertThat(Connection.waitAny(all)).containsExactly(pipe.first());
                    client.close();
                    pipe.first().recv();
                    assertThat(Connection.waitAny(all, LONG)).containsExactly(server);
                }
            });
        }

        @Test
        void keepsAMessageOfWhichAReceiverHadAPartWhenItWasInterrupted() throws Exception {
            with((client, server) -> {
                AtomicReference<Throwable> thrown = new AtomicReference<>();
                Thread receiver = new Thread(() -> {
                    try {
                        server.recv();
                    } catch (IOException | InterruptedException e) {
                        thrown.set(e);
                    }
                });
                SlowStream slow = new SlowStream(200_000);
                CompletableFuture<Void> sent = async(() -> client.sendBytes(slow, 200_000));
                receiver.start();
                slow.awaitMiddle();
                receiver.interrupt();
                receiver.join();
                assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
                slow.goOn();
                assertThat(server.recvBytes()).hasSize(200_000);
                assertThat(sent).succeedsWithin(LONG);
                client.send("next");
                assertThat(server.recv()).isEqualTo("next");
            });
        }

        @Test
        void endsTheWaitsOfAClosedHandle() throws Exception {
            with((client, server) -> {
                CompletableFuture<Void> waiting = async(server::recv);
                server.close();
                assertThat(waiting).failsWithin(LONG).withThrowableThat().withRootCauseInstanceOf(IOException.class);
            });
        }

        @Test
        void allowsPlainDataAndTheClassesThatAreNamed() throws Exception {
            with((client, server) -> {
                client.send(new Order(1));
                client.send("next");
                assertThatThrownBy(server::recv)
                        .isInstanceOf(DecodingException.class)
                        .hasMessageContaining("Order")
                        .hasMessageContaining("accept");
                assertThat(server.recv()).isEqualTo("next");
                try (SharedLock lock = SharedLock.create()) {
                    assertThatThrownBy(() -> client.send(lock)).isInstanceOf(EncodingException.class);
                }
            });
            try (Listener listener = listening()
                            .key(KEY)
                            .accept("org.multijvm.ipc.socket.*")
                            .open(address());
                    Connection client = connecting().key(KEY).connect(listener.address());
                    Connection server = listener.accept()) {
                client.send(new Order(2));
                assertThat(server.recv()).isEqualTo(new Order(2));
            }
        }

        @Test
        void receivesNoMoreAfterAMessageThatIsTooLong() throws Exception {
            with((client, server) -> {
                client.sendBytes(new byte[100]);
                assertThatThrownBy(() -> server.recvBytes(99))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("longest=99");
                assertThat(server.readable()).isFalse();
                assertThatThrownBy(server::recv).isInstanceOf(IOException.class);
                server.send("still");
                assertThat(client.recv()).isEqualTo("still");
            });
        }

        @Test
        void letsNobodyInWithAnotherKey() throws Exception {
            try (Listener listener = listening().key(KEY).open(address())) {
                assertThatThrownBy(() -> connecting().key(AuthKey.random()).connect(listener.address()))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("another key");
                assertThatThrownBy(() -> connecting().connect(listener.address()))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("asks for a key");
                assertThat(listener.accept(Duration.ofMillis(20))).isNull();
                try (Connection good = connecting().key(KEY).connect(listener.address());
                        Connection server = listener.accept()) {
                    good.send(1);
                    assertThat(server.recv()).isEqualTo(1);
                }
            }
        }

        @Test
        void goesOnWithAKeyOnlyWithAListenerThatAsksForOne() throws Exception {
            try (Listener open = listening().open(address())) {
                assertThatThrownBy(() -> connecting().key(KEY).connect(open.address()))
                        .isInstanceOf(AuthenticationException.class)
                        .hasMessageContaining("asks for no key");
                try (Connection client = connecting().connect(open.address());
                        Connection server = open.accept()) {
                    client.send("without");
                    assertThat(server.recv()).isEqualTo("without");
                }
            }
        }

        @Test
        void anEmptyKeyIsAKey() throws Exception {
            AuthKey empty = AuthKey.of(new byte[0]);
            try (Listener listener = listening().key(empty).open(address())) {
                assertThatThrownBy(() -> connecting().key(KEY).connect(listener.address()))
                        .isInstanceOf(AuthenticationException.class);
                connecting().key(empty).connect(listener.address()).close();
            }
        }

        @Test
        void isNotHeldUpByThoseWhoSayNothingOrRubbish() throws Exception {
            Random random = new Random(7);
            List<SocketChannel> bad = new ArrayList<>();
            try (Listener listener = listening().key(KEY).open(address())) {
                for (int i = 0; i < 300; i++) {
                    SocketChannel channel = connect(listener.address());
                    bad.add(channel);
                    byte[] rubbish = new byte[random.nextInt(200)];
                    random.nextBytes(rubbish);
                    if (i % 3 == 0) {
                        rubbish = Arrays.copyOf(new byte[] {'M', 'J', 'V', 'M', 1, 1}, 60);
                    }
                    if (i % 4 != 0) {
                        write(channel, rubbish);
                    }
                    if (i % 5 == 0) {
                        channel.close();
                    }
                }
                try (Connection good = connecting().key(KEY).connect(listener.address());
                        Connection server = listener.accept()) {
                    good.send(1);
                    assertThat(server.recv()).isEqualTo(1);
                }
                assertThat(listener.accept(Duration.ZERO)).isNull();
            } finally {
                for (SocketChannel channel : bad) {
                    channel.close();
                }
            }
        }

        @Test
        void dropsAClientThatTakesTooLong() throws Exception {
            try (Listener listener = listening()
                            .key(KEY)
                            .handshakeLimit(Duration.ofMillis(50))
                            .open(address());
                    SocketChannel slow = connect(listener.address())) {
                ByteBuffer hello = ByteBuffer.allocate(1000);
                while (slow.read(hello) >= 0) {}
                assertThat(hello.position()).isEqualTo(greeting());
            }
        }

        @Test
        void closesWhoSendsNoMessagesAfterTheHandshake() throws Exception {
            try (Listener listener = listening().open(address());
                    ByteChannel raw = raw(listener.address())) {
                ByteBuffer hello = ByteBuffer.allocate(38);
                while (hello.hasRemaining()) {
                    raw.read(hello);
                }
                byte[] answer = Arrays.copyOf(hello.array(), 70);
                write(raw, answer);
                Connection server = listener.accept();
                ByteBuffer frame = ByteBuffer.allocate(9)
                        .put((byte) 1)
                        .putLong(Long.MAX_VALUE)
                        .flip();
                write(raw, frame.array());
                assertThatThrownBy(server::recv)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("bad message length");
                server.close();
            }
        }

        @Test
        void acceptsNobodyOnceItIsClosed() throws Exception {
            Listener listener = listening().key(KEY).open(address());
            CompletableFuture<Void> waiting = async(listener::accept);
            Address address = listener.address();
            listener.close();
            listener.close();
            assertThat(waiting).failsWithin(LONG).withThrowableThat().withRootCauseInstanceOf(IOException.class);
            assertThatThrownBy(listener::accept)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("listener is closed");
            assertThatThrownBy(() -> connecting().key(KEY).connect(address)).isInstanceOf(ConnectException.class);
        }

        @Test
        void cannotListenTwice() throws Exception {
            try (Listener listener = listening().key(KEY).open(address())) {
                assertThatThrownBy(() -> listening().key(KEY).open(listener.address()))
                        .isInstanceOf(BindException.class)
                        .hasMessageContaining(listener.address().toString());
            }
        }
    }

    @Nested
    class OverTcp extends Contract {
        @Override
        Address address() {
            return Address.tcp("127.0.0.1", 0);
        }
    }

    /** What holds of TLS as well; what else it does is in {@link SocketTlsTest}. */
    abstract class OverTls extends Contract {
        abstract String protocol();

        @Override
        Address address() {
            return Address.tcp("localhost", 0);
        }

        @Override
        Listener.Builder listening() {
            return Listener.builder().tls(TlsKeys.context(), TlsKeys.only(protocol()));
        }

        @Override
        Client.Builder connecting() {
            return Client.builder().tls(TlsKeys.withoutKey());
        }

        @Override
        ByteChannel raw(Address address) throws IOException {
            return TlsChannel.open(address, protocol());
        }

        @Override
        int greeting() {
            return 0;
        }
    }

    @Nested
    class OverTls13 extends OverTls {
        @Override
        String protocol() {
            return "TLSv1.3";
        }
    }

    @Nested
    class OverTls12 extends OverTls {
        @Override
        String protocol() {
            return "TLSv1.2";
        }
    }

    @Nested
    class OverTheFileSystem extends Contract {
        private int count;

        @Override
        Address address() {
            return Address.unix(folder.resolve("socket-" + count++));
        }

        @Test
        void replacesTheFileOfAListenerThatWasKilled() throws Exception {
            Path path = folder.resolve("stale");
            try (ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                killed.bind(UnixDomainSocketAddress.of(path));
            }
            assertThat(path).exists();
            try (Listener listener = Listener.open(Address.unix(path), KEY)) {
                Client.connect(listener.address(), KEY).close();
                assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
            }
            assertThat(path).doesNotExist();
        }
    }

    /** A listener that sends a client's own proof back to it, or one of an earlier time, has proven nothing. */
    @Test
    void aListenerWithoutTheKeyCannotPretend() throws Exception {
        try (ServerSocketChannel fake = ServerSocketChannel.open()) {
            fake.bind(new InetSocketAddress("127.0.0.1", 0));
            int port = ((InetSocketAddress) fake.getLocalAddress()).getPort();
            CompletableFuture<Void> served = async(() -> {
                try (SocketChannel client = fake.accept()) {
                    byte[] hello = Arrays.copyOf(new byte[] {'M', 'J', 'V', 'M', 1, 1}, 38);
                    write(client, hello);
                    ByteBuffer answer = ByteBuffer.allocate(70);
                    while (answer.hasRemaining()) {
                        client.read(answer);
                    }
                    byte[] verdict = new byte[33];
                    verdict[0] = 1;
                    System.arraycopy(answer.array(), 38, verdict, 1, 32);
                    write(client, verdict);
                    while (client.read(ByteBuffer.allocate(10)) >= 0) {}
                }
            });
            assertThatThrownBy(() -> Client.connect(Address.tcp("127.0.0.1", port), KEY))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("cannot prove");
            assertThat(served).succeedsWithin(LONG);
        }
    }

    @Test
    void givesUpAListenerThatDoesNotAnswer() throws Exception {
        try (ServerSocketChannel silent = ServerSocketChannel.open()) {
            silent.bind(new InetSocketAddress("127.0.0.1", 0));
            int port = ((InetSocketAddress) silent.getLocalAddress()).getPort();
            assertThatThrownBy(() -> Client.builder()
                            .key(KEY)
                            .limit(Duration.ofMillis(50))
                            .connect(Address.tcp("127.0.0.1", port)))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    @Test
    void addressesAndKeysSayWhatTheyAre() throws Exception {
        assertThat(Address.parse("db7:5000"))
                .isEqualTo(Address.tcp("db7", 5000))
                .hasToString("db7:5000");
        assertThat(Address.parse("[::1]:80")).isEqualTo(Address.tcp("::1", 80)).hasToString("[::1]:80");
        assertThat(Address.parse("/run/x"))
                .isEqualTo(Address.unix(Path.of("/run/x")))
                .hasToString("/run/x");
        assertThatThrownBy(() -> Address.parse("nonsense")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.parse("host:port")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Address.tcp("host", 70_000)).isInstanceOf(IllegalArgumentException.class);
        assertThat(AuthKey.of("secret")).isEqualTo(AuthKey.of("secret")).hasToString("AuthKey[6 bytes]");
        Path file = folder.resolve("key");
        Files.writeString(file, "secret\n");
        assertThat(AuthKey.fromFile(file)).isEqualTo(AuthKey.of("secret"));
        assertThatThrownBy(() -> AuthKey.fromEnvironment("NO_SUCH_KEY")).isInstanceOf(IllegalStateException.class);
    }

    /** A JVM cannot pass a socket to another one. */
    @Test
    void doesNotTravel() throws Exception {
        try (Listener listener = Listener.open(Address.tcp("127.0.0.1", 0), KEY);
                Connection client = Client.connect(listener.address(), KEY);
                Pipe pipe = Pipe.open()) {
            assertThatThrownBy(() -> client.send(client)).isInstanceOf(EncodingException.class);
            assertThatThrownBy(() -> pipe.first().send(List.of(client)))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("SocketConnection");
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    @Test
    void aKeyDoesNotTravel() throws Exception {
        AuthKey key = AuthKey.random();
        assertThat(key).isNotEqualTo(AuthKey.random()).hasToString("AuthKey[32 bytes]");
        try (Pipe pipe = Pipe.open()) {
            assertThatThrownBy(() -> pipe.first().send(key))
                    .isInstanceOf(EncodingException.class)
                    .hasMessageContaining("AuthKey");
        }
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key))
                .isInstanceOf(NotSerializableException.class);
    }

    private interface Use {
        void of(Connection client, Connection server) throws Exception;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> async(Action action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                action.run();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        return done;
    }

    private static SocketChannel connect(Address address) throws IOException {
        return SocketChannel.open(Address.socketAddress(address));
    }

    private static void write(ByteChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}

package org.multijvm.ipc.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.ipc.channel.Connection;

/** A listener whose process has no descriptors left. */
@Tag("process")
@Timeout(120)
class ListenerOutageTest {
    private static final int DESCRIPTORS = 160;
    private static final AuthKey KEY = AuthKey.of("key");

    /** Prints its port, then each line of the log that tells of trouble, then what it receives. */
    static final class Poor {
        private Poor() {}

        public static void main(String[] args) throws Exception {
            ChildJvm.given(args);
            PrintStream out = System.out;
            System.setErr(new PrintStream(
                    new OutputStream() {
                        private final StringBuilder line = new StringBuilder();

                        @Override
                        public synchronized void write(int b) {
                            if (b != '\n') {
                                line.append((char) b);
                                return;
                            }
                            if (line.indexOf("could not let somebody in") >= 0) {
                                out.println("trouble");
                            }
                            line.setLength(0);
                        }
                    },
                    true,
                    StandardCharsets.UTF_8));
            try (Listener listener = Listener.builder()
                    .key(KEY)
                    .handshakeLimit(Duration.ofMillis(100))
                    .open(Address.tcp("127.0.0.1", 0))) {
                // what a class is needed for that is not loaded yet would miss its descriptor, too
                assertThatThrownBy(() -> Client.connect(listener.address(), AuthKey.random()))
                        .isInstanceOf(AuthenticationException.class);
                try (Connection first = Client.connect(listener.address(), KEY);
                        Connection ours = listener.accept()) {
                    first.send("first");
                    ours.recv();
                }
                out.println(listener.address());
                try (Connection client = listener.accept()) {
                    out.println(client.recv());
                }
            }
        }
    }

    /** Those who keep the descriptors and say nothing are dropped in time, although the next ones cannot be let in before. */
    @Test
    void goesOnWithoutDescriptorsAndTellsItsLogOnce() throws Exception {
        List<SocketChannel> silent = new ArrayList<>();
        try (ChildJvm poor = ChildJvm.startWithDescriptors(DESCRIPTORS, Poor.class)) {
            Address address = Address.parse(poor.line());
            for (int i = 0; i < 3 * DESCRIPTORS; i++) {
                SocketChannel channel = SocketChannel.open();
                silent.add(channel);
                channel.connect(new InetSocketAddress("127.0.0.1", ((Address.Tcp) address).port()));
            }
            for (SocketChannel channel : silent) {
                waitForItsEnd(channel);
            }
            try (Connection good = Client.connect(address, KEY)) {
                good.send("served");
                assertThat(poor.line()).isEqualTo("trouble");
                assertThat(poor.line()).isEqualTo("served");
            }
            assertThat(poor.exit()).isZero();
        } finally {
            for (SocketChannel channel : silent) {
                channel.close();
            }
        }
    }

    private static void waitForItsEnd(SocketChannel channel) {
        ByteBuffer hello = ByteBuffer.allocate(1000);
        try {
            while (channel.read(hello) >= 0) {}
        } catch (IOException reset) {
            // the same news
        }
    }
}

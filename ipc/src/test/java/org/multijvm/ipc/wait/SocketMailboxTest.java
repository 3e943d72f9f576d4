package org.multijvm.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.SessionFolder;

@Tag("process")
class SocketMailboxTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void aChildAcceptsFromAPortThatItsParentOpened() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(answerOfTheChild(SocketNumbers.of(server), server.getLocalAddress()))
                    .isEqualTo("served");
        }
    }

    @Test
    void aChildAcceptsFromAUnixDomainSocket() throws Exception {
        Path path = SessionFolder.current().newPath("door");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            assertThat(answerOfTheChild(SocketNumbers.of(server), server.getLocalAddress()))
                    .isEqualTo("served");
        } finally {
            SessionFolder.deleteFile(path);
        }
    }

    @Test
    void findsTheNumberOfADatagramSocket() throws Exception {
        try (DatagramChannel first = DatagramChannel.open();
                DatagramChannel second = DatagramChannel.open()) {
            first.bind(new InetSocketAddress("127.0.0.1", 0));
            second.bind(new InetSocketAddress("127.0.0.2", ((InetSocketAddress) first.getLocalAddress()).getPort()));
            assertThat(SocketNumbers.of(first)).isPositive();
            assertThat(SocketNumbers.of(second)).isPositive().isNotEqualTo(SocketNumbers.of(first));
        }
    }

    @Test
    void anEmptyMailboxSaysSo() throws Exception {
        assumeTrue(SocketMailbox.isPossible());
        try (SocketMailbox mailbox = SocketMailbox.open(SessionFolder.current().newPath("mailbox"))) {
            assertThatThrownBy(mailbox::receive).isInstanceOf(IOException.class).hasMessageContaining("no socket");
        }
    }

    @Test
    void aMailboxThatIsNotThereIsAnError() {
        assumeTrue(SocketMailbox.isPossible());
        assertThatThrownBy(() -> SocketMailbox.send(0, SessionFolder.current().newPath("nobody")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot give a socket away");
    }

    private static String answerOfTheChild(int number, SocketAddress address) throws Exception {
        assumeTrue(SocketMailbox.isPossible());
        assertThat(number).isPositive();
        Path path = SessionFolder.current().newPath("mailbox");
        String name = path.toString();
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> serveOne(name, theirs));
            theirs.close();
            assertThat(pipe.first().poll(LONG)).isTrue();
            assertThat(pipe.first().recv(String.class)).isEqualTo("open");
            SocketMailbox.send(number, path);
            pipe.first().send("sent");
            try (SocketChannel client = SocketChannel.open(address)) {
                ByteBuffer answer = ByteBuffer.allocate(100);
                while (client.read(answer) >= 0) {
                    // all of it
                }
                assertThat(child.join(LONG)).isTrue();
                assertThat(child.exit().orElseThrow().ok()).isTrue();
                return StandardCharsets.UTF_8.decode(answer.flip()).toString();
            } finally {
                child.kill();
                child.join();
                child.close();
            }
        }
    }

    private static void serveOne(String path, Connection parent) throws Exception {
        assertThat(SocketMailbox.isPossible()).isTrue();
        try (SocketMailbox mailbox = SocketMailbox.open(Path.of(path))) {
            parent.send("open");
            parent.recv();
            ServerSocketChannel server = (ServerSocketChannel) mailbox.receive();
            try (SocketChannel client = server.accept()) {
                client.write(ByteBuffer.wrap("served".getBytes(StandardCharsets.UTF_8)));
            }
            // descriptor 0 is what it was: an empty input
            assertThat(new java.io.FileInputStream(java.io.FileDescriptor.in).read())
                    .isEqualTo(-1);
        }
    }
}

package org.multijvm.classes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients may do to the server of classes, and what it answers. */
@Tag("unit")
class ClassServerTest {
    private static final String ITEM = ClassNamesTest.Item.class.getName();

    private final MemoryLoader loader = new MemoryLoader(ClassNamesTest.Item.class);

    private int number() throws Exception {
        String name = ClassNames.of(loader.loadClass(ITEM));
        return Integer.parseInt(name.substring(1, name.indexOf('.')));
    }

    private static SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(ClassServer.place()));
        return channel;
    }

    private static ByteBuffer question(int loader, String type) {
        byte[] name = type.getBytes(StandardCharsets.UTF_8);
        ByteBuffer question = ByteBuffer.allocate(12 + name.length);
        return question.putInt(8 + name.length)
                .putInt(loader)
                .putInt(0)
                .put(name)
                .flip();
    }

    private static byte kindOfAnswer(SocketChannel from) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(5);
        while (header.hasRemaining() && from.read(header) >= 0) {}
        int length = header.getInt(0);
        ByteBuffer content = ByteBuffer.allocate(length);
        while (content.hasRemaining() && from.read(content) >= 0) {}
        return header.get(4);
    }

    private byte ask(int loader, String type) throws IOException {
        return ClassLink.ask(ClassServer.place(), loader, 0, type).kind();
    }

    @Test
    void answersWhoseAClassIs() throws Exception {
        int number = number();
        try (SocketChannel client = connect()) {
            client.write(question(number, ITEM));
            assertThat(kindOfAnswer(client)).isEqualTo(Reply.BYTES);
            client.write(question(number, "java.lang.String"));
            assertThat(kindOfAnswer(client)).isEqualTo(Reply.IN_A_FILE);
            client.write(question(number, ClassNamesTest.class.getName()));
            assertThat(kindOfAnswer(client)).isEqualTo(Reply.IN_A_FILE);
            client.write(question(number, "Nowhere"));
            assertThat(kindOfAnswer(client)).isEqualTo(Reply.MISSING);
            client.write(question(number + 1000, ITEM));
            assertThat(kindOfAnswer(client)).isEqualTo(Reply.MISSING);
        }
    }

    @Test
    void nonsenseEndsOnlyTheClientThatTalksIt() throws Exception {
        int number = number();
        for (int length : new int[] {-1, 0, 7, Integer.MAX_VALUE}) {
            try (SocketChannel client = connect();
                    SocketChannel other = connect()) {
                client.write(ByteBuffer.allocate(64).putInt(0, length));
                assertThat(client.read(ByteBuffer.allocate(1))).isNegative();
                other.write(question(number, ITEM));
                assertThat(kindOfAnswer(other)).isEqualTo(Reply.BYTES);
            }
        }
    }

    @Test
    void aClientThatStopsInTheMiddleHoldsUpNoOther() throws Exception {
        int number = number();
        ByteBuffer slow = question(number, ITEM);
        try (SocketChannel client = connect()) {
            while (slow.hasRemaining()) {
                client.write(ByteBuffer.wrap(new byte[] {slow.get()}));
                try (SocketChannel other = connect()) {
                    other.write(question(number, ITEM));
                    assertThat(kindOfAnswer(other)).isEqualTo(Reply.BYTES);
                }
            }
            assertThat(kindOfAnswer(client)).isEqualTo(Reply.BYTES);
            // one that takes no answers: the other side of its socket gets full
            ByteBuffer again = question(number, ITEM);
            client.configureBlocking(false);
            for (int i = 0; i < 10_000 && client.write(again.rewind()) == again.capacity(); i++) {}
            try (SocketChannel other = connect()) {
                other.write(question(number, ITEM));
                assertThat(kindOfAnswer(other)).isEqualTo(Reply.BYTES);
            }
        }
    }

    @Test
    void isForThisUserAlone() throws Exception {
        number();
        Path socket = Path.of(ClassServer.place());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void anInterruptedThreadGetsItsAnswerAndStaysInterrupted() throws Exception {
        int number = number();
        Thread.currentThread().interrupt();
        assertThat(ask(number, ITEM)).isEqualTo(Reply.BYTES);
        assertThat(Thread.interrupted()).isTrue();
    }
}

package org.multijvm.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.launcher.ProcessIdentity;

/** The bytes of a queue's files. */
@Tag("unit")
class QueueFileTest {
    @Test
    void pinsTheBytesOfAQueuesFile() throws Exception {
        try (SimpleQueue<byte[]> queue = SimpleQueue.create(4096)) {
            QueueTicket ticket = (QueueTicket) queue.writeReplace();
            Path path = Path.of(ticket.flight().file());
            ticket.lost();
            queue.put(new byte[] {7});
            ByteBuffer file = read(path);
            int content = 24_576;

            assertThat(file.getInt(12)).as("kind").isEqualTo(0x5101);
            assertThat(file.getInt(16)).as("sides").isEqualTo(1);
            assertThat(file.getInt(20)).as("slots").isEqualTo(1000);
            assertThat(file.getInt(content)).as("state: open").isZero();
            assertThat(file.getInt(content + 128)).as("the ring").isEqualTo(0x4d4a4d52);
            assertThat(file.get(content + 128 + 1024 + 8))
                    .as("the first element")
                    .isEqualTo((byte) 7);
            assertThat(file.capacity()).isEqualTo(content + 128 + 1024 + 4096);
            queue.shutdown();
            assertThat(read(path).getInt(content)).as("state: shut").isEqualTo(1);
            queue.shutdown(true);
            assertThat(read(path).getInt(content)).as("state: dropped").isEqualTo(2);
            queue.shutdown();
            assertThat(read(path).getInt(content)).as("no way back").isEqualTo(2);
        }
    }

    @Test
    void pinsWhereAnElementLiesThatIsTooLongForTheRing() throws Exception {
        try (SimpleQueue<byte[]> queue = SimpleQueue.create(4096)) {
            QueueTicket ticket = (QueueTicket) queue.writeReplace();
            Path path = Path.of(ticket.flight().file());
            ticket.lost();
            queue.put(new byte[5000]);
            Path folder = path.resolveSibling(path.getFileName() + "-blocks");
            String[] files = folder.toFile().list();
            ProcessIdentity self = ProcessIdentity.current();

            assertThat(files).singleElement().asString().startsWith(self.pid() + "-" + self.startTime() + "-");
            assertThat(Files.size(folder.resolve(files[0]))).isEqualTo(5000);
            assertThat(queue.take()).hasSize(5000);
            assertThat(folder.toFile().list()).isEmpty();
        }
    }

    private static ByteBuffer read(Path path) throws Exception {
        return ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
    }
}

package org.multijvm.ipc.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.Handle;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.wait.ProcessKey;

/** The header of a file that is held, and the content of a pipe's. */
@Tag("unit")
class HeldFileLayoutTest {
    @Test
    void pinsTheBytesOfAPipesFile() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            FlyingTicket ticket = (FlyingTicket) ((Handle) pipe.second()).writeReplace();
            Flight flight = ticket.flight();
            ByteBuffer file = read(Path.of(flight.file()));
            int table = 64 + 16 * 1000 + 16 * 512;

            assertThat(file.getLong(0)).isEqualTo(0x6d6a766d_68656c64L);
            assertThat(file.getInt(8)).as("version").isEqualTo(2);
            assertThat(file.getInt(12)).as("kind").isEqualTo(0x5001);
            assertThat(file.getInt(16)).as("sides").isEqualTo(2);
            assertThat(file.getInt(20)).as("slots").isEqualTo(1000);
            assertThat(file.getLong(64)).as("first side: one join").isEqualTo(2);
            assertThat(file.getLong(64 + 64)).isEqualTo(ProcessKey.SELF | 1);
            assertThat(file.getLong(64 + table + 64)).as("second side: held").isEqualTo(ProcessKey.SELF | 1);
            int flights = 64 + table + 64 + 16 * 1000;
            assertThat(file.getLong(flights)).as("the end that was sent").isEqualTo(ProcessKey.SELF);
            assertThat(file.getLong(flights + 8)).isEqualTo(flight.stamp());
            assertThat(file.getInt(49_152)).as("a ring, at a page of its own").isEqualTo(0x4d4a4d52);
            assertThat(file.getInt(49_152 + 1024 + (1 << 18)))
                    .as("the other ring")
                    .isEqualTo(0x4d4a4d52);
            assertThat(file.capacity()).isEqualTo(49_152 + 2 * (1024 + (1 << 18)));
            ticket.lost();
        }
    }

    @Test
    void refusesWhatIsNoSuchFile(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("file");
        ByteBuffer memory = ByteBuffer.allocateDirect(16_384).order(ByteOrder.nativeOrder());
        assertRefused(memory, path);
        HeldFileLayout.format(memory, 7, 1, 10);
        HeldFileLayout.check(memory, 7, path);
        assertThatThrownBy(() -> HeldFileLayout.check(memory, 8, path)).isInstanceOf(IOException.class);
        memory.putInt(8, 1);
        assertRefused(memory, path);
        HeldFileLayout.format(memory, 7, 1, 1000);
        assertThatThrownBy(() -> HeldFileLayout.check(memory, 7, path)).hasMessageContaining("torn");
        memory.putInt(0, 0);
        assertRefused(memory, path);
    }

    private static void assertRefused(ByteBuffer memory, Path path) {
        assertThatThrownBy(() -> HeldFileLayout.check(memory, 7, path))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a file of this kind");
    }

    private static ByteBuffer read(Path path) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.nativeOrder());
    }
}

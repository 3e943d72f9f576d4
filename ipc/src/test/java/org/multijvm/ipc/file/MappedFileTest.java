package org.multijvm.ipc.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On JDK 22 and later a file is mapped in another way than before; the buffer is the same. */
@Tag("unit")
class MappedFileTest {
    @TempDir
    Path folder;

    @Test
    void twoMappingsAndTheFileAreTheSameMemory() throws IOException {
        MappedFile made = MappedFile.create(folder.resolve("a"), 8192);
        ByteBuffer other = MappedFile.open(made.path()).buffer();
        made.buffer().putInt(4096, 0x01020304);
        assertThat(other.getInt(4096)).isEqualTo(0x01020304);
        other.put(0, (byte) 7);
        assertThat(Files.readAllBytes(made.path())).hasSize(8192).startsWith((byte) 7);
    }

    @Test
    void theBufferIsDirectAndOfTheMachinesOrder() throws IOException {
        ByteBuffer buffer = MappedFile.create(folder.resolve("a"), 100).buffer();
        assertThat(buffer.isDirect()).isTrue();
        assertThat(buffer.isReadOnly()).isFalse();
        assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
        assertThat(buffer.position()).isZero();
        assertThat(buffer.limit()).isEqualTo(100);
        assertThat(buffer.capacity()).isEqualTo(100);
    }

    @Test
    void theMemoryOutlivesTheFile() throws IOException {
        MappedFile made = MappedFile.create(folder.resolve("a"), 4096);
        made.unlink();
        assertThat(made.path()).doesNotExist();
        made.buffer().putLong(8, 42);
        assertThat(made.buffer().getLong(8)).isEqualTo(42);
    }

    @Test
    void anEmptyFileIsAnEmptyBuffer() throws IOException {
        assertThat(MappedFile.create(folder.resolve("a"), 0).buffer().capacity())
                .isZero();
    }

    @Test
    void anInterruptIsKeptForItsThread() throws IOException {
        MappedFile made = MappedFile.create(folder.resolve("a"), 4096);
        Thread.currentThread().interrupt();
        try {
            assertThat(MappedFile.open(made.path()).buffer().capacity()).isEqualTo(4096);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void theFirstMappingGoesWithoutReflectionWhereTheJdkCan() {
        assertThat(FileMapping.QUICKEST.getClass().getSimpleName().equals("ByArena"))
                .isEqualTo(Runtime.version().feature() >= 22);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> MappedFile.open(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("none");
    }
}

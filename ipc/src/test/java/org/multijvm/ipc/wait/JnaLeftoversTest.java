package org.multijvm.ipc.wait;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class JnaLeftoversTest {
    private static final long NOW = 1_000_000_000L;

    @TempDir
    Path folder;

    @Test
    void whatAKilledJvmLeftGoesAndWhatIsBeingLoadedStays() throws IOException {
        File left = made("jna123.tmp", NOW - 61_000);
        File loading = made("jna124.tmp", NOW - 5_000);
        File others = made("notes.tmp", NOW - 61_000);

        JnaLeftovers.sweep(folder.toFile(), NOW);

        assertThat(left).doesNotExist();
        assertThat(loading).exists();
        assertThat(others).exists();
    }

    @Test
    void aFolderThatIsNotThereIsSwept() {
        JnaLeftovers.sweep(folder.resolve("none").toFile(), NOW);

        assertThat(folder.resolve("none")).doesNotExist();
    }

    private File made(String name, long modified) throws IOException {
        File file = Files.createFile(folder.resolve(name)).toFile();
        assertThat(file.setLastModified(modified)).isTrue();
        return file;
    }
}

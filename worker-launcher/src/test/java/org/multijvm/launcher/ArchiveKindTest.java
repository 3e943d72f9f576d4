package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** For what there is an archive of its own. */
@Tag("unit")
class ArchiveKindTest {
    @TempDir
    private Path folder;

    private Path jar = Path.of("");

    @BeforeEach
    void makeJar() throws IOException {
        jar = Files.copy(JarBuilder.home(Logger.class), folder.resolve("a.jar"));
    }

    private @Nullable Path file(Path classPath, String training, String... flags) {
        List<String> arguments = new ArrayList<>(List.of(flags));
        arguments.addAll(List.of("-cp", classPath.toString(), "Main"));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return ArchiveCache.fileFor(new ArchiveCache.Kind(new CommandLine(java, arguments), training));
    }

    @Test
    void tellsTrainingsFlagsAndJarsApart() throws IOException {
        Path plain = file(jar, "");
        assertThat(plain).isNotNull().isEqualTo(file(jar, ""));
        assertThat(file(jar, "a1")).isNotEqualTo(plain).isNotEqualTo(file(jar, "a2"));
        assertThat(file(jar, "", "-XX:+UseSerialGC")).isNotEqualTo(plain);
        Files.write(jar, new byte[] {1});
        assertThat(file(jar, "")).isNotEqualTo(plain);
    }

    @Test
    void servesAnyNumberOfWorkers() {
        assertThat(file(jar, "", "-XX:MaxRAMPercentage=7.5", "-XX:ActiveProcessorCount=2"))
                .isNotNull()
                .isEqualTo(file(jar, "", "-XX:MaxRAMPercentage=18.75"))
                .isEqualTo(file(jar, ""));
    }

    @Test
    void thereIsNoneForAFolder() {
        assertThat(file(folder, "")).isNull();
    }

    @Test
    void refusesATrainingThatCaptures() {
        String captured = folder.toString();
        assertThatThrownBy(() -> JvmProcess.builder(() -> {}).training(() -> System.out.println(captured)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must not capture")
                .hasMessageContaining("ArchiveKindTest");
    }
}

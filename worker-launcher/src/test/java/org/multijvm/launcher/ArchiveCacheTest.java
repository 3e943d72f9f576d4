package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Only jars can be archived, so that this needs a JVM that has us from a jar. */
@Tag("process")
class ArchiveCacheTest {
    private static final String MAIN = """
            import java.nio.file.*;
            import java.util.stream.Stream;
            import org.multijvm.launcher.*;

            public class Main {
                public static void main(String[] args) throws Exception {
                    run();
                    long end = System.nanoTime() + 60_000_000_000L;
                    while (!made(Path.of(args[0])) && System.nanoTime() < end) {
                        Thread.sleep(20);
                    }
                    System.out.println("AGAIN");
                    run();
                }

                static boolean made(Path folder) throws Exception {
                    if (!Files.isDirectory(folder)) {
                        return false;
                    }
                    try (Stream<Path> files = Files.list(folder)) {
                        return files.anyMatch(file -> file.toString().endsWith(".archive"));
                    }
                }

                static void run() throws Exception {
                    JvmOptions options = JvmOptions.builder().startup(StartupMode.CACHED).jvmArguments("-Xlog:class+load:stdout").build();
                    JvmProcess process = JvmProcess.builder(() -> System.out.println("ran")).options(options).start();
                    process.join();
                    System.out.println(process.exit().get());
                }
            }
            """;

    @TempDir
    Path folder;

    private Process start() throws IOException {
        Path ours = JarBuilder.home(JvmProcess.class);
        Path jar = Files.isDirectory(ours) ? JarBuilder.pack(folder.resolve("ours.jar"), ours, "") : ours;
        Path slf4j = JarBuilder.home(Logger.class);
        Path classes = JarBuilder.compile(folder, List.of("-cp", jar.toString()), "Main.java", MAIN);
        Path main = JarBuilder.pack(folder.resolve("main.jar"), classes, "");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        main + File.pathSeparator + jar + File.pathSeparator + slf4j,
                        "Main",
                        folder.resolve("cache/multijvm").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        return builder.start();
    }

    @Test
    void theSecondStartLoadsTheArchivedClasses() throws Exception {
        Process parent = start();
        try {
            assertThat(parent.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        String[] runs = Files.readString(folder.resolve("output")).split("AGAIN");
        assertThat(runs).hasSize(2);
        assertThat(runs[0])
                .contains("ran\n", "Code[value=0]")
                .containsPattern("org.multijvm.launcher.ChildMain source: (jar|file):");
        assertThat(runs[1])
                .contains("ran\n", "Code[value=0]")
                .contains("org.multijvm.launcher.ChildMain source: shared objects file");
    }

    @Test
    void aParentThatIsKilledLeavesNoHalfArchive() throws Exception {
        Process parent = start();
        Path cache = folder.resolve("cache/multijvm");
        Awaitility.await().atMost(Shared.LONG).until(() -> Files.isDirectory(cache) || !parent.isAlive());
        List<ProcessHandle> children = parent.toHandle().descendants().toList();
        parent.destroyForcibly().waitFor();
        children.forEach(child -> Shared.awaitGone(child.pid()));
        try (Stream<Path> files = Files.list(cache)) {
            assertThat(files.filter(file -> file.toString().endsWith(".archive")))
                    .isEmpty();
        }
    }
}

package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
                    long end = System.nanoTime() + 100_000_000_000L;
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

    /** The JVM that makes an archive only gets the time that nobody else wants: none, where others are busy for long. Here it gets its part. */
    @BeforeEach
    void leaveOutNice() throws IOException {
        Path nice = Files.createDirectories(folder.resolve("bin")).resolve("nice");
        Files.writeString(nice, "#!/bin/sh\necho \"$1 $2\" >\"$0-with\"\nshift 2\nexec \"$@\"\n");
        assertThat(nice.toFile().setExecutable(true)).isTrue();
    }

    /** Also of those whose parent has gone: all that start() starts bears the folder in its environment. */
    @AfterEach
    void awaitTheEndOfAll() {
        Awaitility.await()
                .atMost(Shared.LONG)
                .until(() -> ProcessHandle.allProcesses().noneMatch(this::isOurs));
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            Path environment = Path.of("/proc/" + process.pid() + "/environ");
            return Files.readString(environment, StandardCharsets.ISO_8859_1).contains("=" + folder + "/cache");
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

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
        builder.environment().merge("PATH", folder.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        return builder.start();
    }

    /** What the two processes print that a JVM of ours starts one after the other. */
    private String[] run() throws Exception {
        Process parent = start();
        try {
            assertThat(parent.waitFor(120, TimeUnit.SECONDS)).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        return Files.readString(folder.resolve("output")).split("AGAIN");
    }

    @Test
    void theSecondStartLoadsTheArchivedClasses() throws Exception {
        String[] runs = run();
        assertThat(folder.resolve("bin/nice-with")).hasContent("-n 19");
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
        Awaitility.await()
                .atMost(Shared.LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> isBegun(cache) || !parent.isAlive());
        parent.destroyForcibly().waitFor();
        awaitTheEndOfAll();
        try (Stream<Path> files = Files.list(cache)) {
            if (files.noneMatch(file -> file.toString().endsWith(".archive"))) {
                return;
            }
        }
        // it had just been made, and then it is whole
        assertThat(run()[0]).contains("org.multijvm.launcher.ChildMain source: shared objects file");
    }

    /** The file that becomes the archive is written when the JVM that makes it ends. */
    private static boolean isBegun(Path cache) throws IOException {
        if (!Files.isDirectory(cache)) {
            return false;
        }
        try (Stream<Path> files = Files.list(cache)) {
            return files.findAny().isPresent();
        }
    }
}

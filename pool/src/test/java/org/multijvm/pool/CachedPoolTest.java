package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.lang3.tuple.Pair;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.launcher.JvmProcess;
import org.slf4j.Logger;

/** Workers started with a class archive. Only jars can be archived, so that this takes a JVM that has us from jars. */
@Tag("process")
class CachedPoolTest {
    private static final String ARCHIVED = " source: shared objects file";

    @TempDir
    private Path folder;

    @Test
    void theSecondPoolsWorkerHasAllOurClassesFromTheArchiveAndABrokenOneDoesNoHarm() throws Exception {
        List<String> workers = run();
        assertThat(workers).as(Files.readString(folder.resolve("output"))).hasSize(4);
        assertThat(ours(workers.get(0)))
                .anyMatch(line -> line.contains("org.multijvm.pool.worker.WorkerLoop source: file:"))
                .noneMatch(line -> line.contains(ARCHIVED));
        assertThat(ours(workers.get(1)))
                .anyMatch(line -> line.contains("org.multijvm.pool.worker.WorkerLoop" + ARCHIVED))
                .anyMatch(line -> line.contains("org.multijvm.ipc.ring.OneToOneRingConsumer" + ARCHIVED))
                .allMatch(line -> line.contains(ARCHIVED));
        for (String withBroken : workers.subList(2, 4)) {
            assertThat(ours(withBroken)).isNotEmpty().noneMatch(line -> line.contains(ARCHIVED));
        }
    }

    /** The classes that a worker loaded, but for those of this test and those made at run time. */
    private List<String> ours(String worker) throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("classes-" + worker))) {
            return lines.filter(line -> line.contains(" org.multijvm.")
                            && !line.contains("CachedPoolMain")
                            && !line.contains("$$Lambda")
                            && !line.contains("__JVM_LookupDefineClass__"))
                    .toList();
        }
    }

    /** The pids that {@link CachedPoolMain} prints. */
    private List<String> run() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        jars(),
                        CachedPoolMain.class.getName(),
                        folder.toString(),
                        folder.resolve("cache/multijvm").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().merge("PATH", patient().toString(), (old, ours) -> ours + File.pathSeparator + old);
        Process parent = builder.start();
        try {
            assertThat(parent.waitFor(110, TimeUnit.SECONDS)).isTrue();
        } finally {
            parent.destroyForcibly().waitFor();
        }
        try (Stream<String> lines = Files.lines(folder.resolve("output"))) {
            return lines.filter(line -> line.startsWith("worker="))
                    .map(line -> line.substring("worker=".length()))
                    .toList();
        }
    }

    /** A folder with a {@code nice} that does nothing: on a busy machine, an archive that only gets the time that nobody else wants takes for ever. */
    private Path patient() throws IOException {
        Path nice = Files.createDirectories(folder.resolve("bin")).resolve("nice");
        Files.writeString(nice, "#!/bin/sh\nshift 2\nexec \"$@\"\n");
        assertThat(nice.toFile().setExecutable(true)).isTrue();
        return nice.getParent();
    }

    /** A class path for the main class, of jars only. */
    private String jars() throws Exception {
        List<Class<?>> one = new ArrayList<>(
                List.of(CachedPoolMain.class, Pool.class, FutexWord.class, JvmProcess.class, Pair.class, Logger.class));
        one.add(Class.forName("com.sun.jna.Native"));
        List<String> jars = new ArrayList<>();
        for (Class<?> type : one) {
            Path home = Path.of(URI.create(
                    type.getProtectionDomain().getCodeSource().getLocation().toString()));
            jars.add((Files.isDirectory(home) ? pack(folder.resolve(jars.size() + ".jar"), home) : home).toString());
        }
        return jars.stream().distinct().collect(Collectors.joining(File.pathSeparator));
    }

    private static Path pack(Path jar, Path classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
                Files.copy(path, out);
                out.closeEntry();
            }
        }
        return jar;
    }
}

package org.multijvm.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Programs of three lines as whole processes, from a class path of jars, beside the same programs in Python. */
final class FirstRows implements AutoCloseable {
    private final Path script;
    private @Nullable Path jars;

    /**
     * @param script the same programs in Python
     */
    FirstRows(Path script) {
        this.script = script;
    }

    List<Row> rows() {
        return List.of(
                new Row("first.result", "ms", Ratio.DURATION, () -> wall(First.Result.class), () -> peerWall("result")),
                new Row(
                        "first.cpu",
                        "ms",
                        Ratio.DURATION,
                        () -> cpu(First.Result.class),
                        () -> peer("result").cpuMillis()),
                new Row("first.vs_hello", "ms", Ratio.TIMES_PEER, () -> wall(First.Result.class), this::hello),
                new Row("first.map", "ms", Ratio.DURATION, () -> wall(First.Records.class), () -> peerWall("map")),
                new Row(
                        "first.map_cpu",
                        "ms",
                        Ratio.DURATION,
                        () -> cpu(First.Records.class),
                        () -> peer("map").cpuMillis()),
                new Row("process.cached", "ms", Ratio.TIMES_PEER, this::cached, this::hello),
                new Row(
                        "process.first",
                        "ms",
                        Ratio.DURATION,
                        () -> wall(First.Child.class),
                        () -> peerWall("process")));
    }

    private double wall(Class<?> program) throws Exception {
        return java(program).wallMillis();
    }

    private double cpu(Class<?> program) throws Exception {
        return java(program).cpuMillis();
    }

    private double hello() throws Exception {
        return java(Hello.class).wallMillis();
    }

    private WholeProcess java(Class<?> program) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return WholeProcess.run(List.of(java, "-cp", classPath(), program.getName()));
    }

    /** In a JVM whose class path is of jars: of folders no archive can be made. */
    private double cached() throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-cp", classPath(), First.Cached.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("XDG_CACHE_HOME", folder().resolve("cache").toString());
        Process program = builder.start();
        String printed = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (program.waitFor() != 0) {
            throw new IOException("the program failed: printed=" + printed);
        }
        return Double.parseDouble(printed);
    }

    private double peerWall(String program) throws Exception {
        return peer(program).wallMillis();
    }

    private WholeProcess peer(String program) throws IOException, InterruptedException {
        return WholeProcess.run(List.of("python3", script.toString(), program));
    }

    /** This JVM's own, with each folder as a jar: that is how a user has the library. */
    private String classPath() throws IOException {
        Path folder = folder();
        List<String> parts = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(part);
            parts.add(Files.isDirectory(path) ? jarOf(path, folder.resolve(parts.size() + ".jar")) : part);
        }
        return String.join(File.pathSeparator, parts);
    }

    private Path folder() throws IOException {
        Path folder = jars;
        if (folder == null) {
            folder = Files.createTempDirectory("multijvm-first");
            jars = folder;
        }
        return folder;
    }

    private static String jarOf(Path classes, Path jar) throws IOException {
        if (!Files.exists(jar)) {
            try (OutputStream file = Files.newOutputStream(jar);
                    ZipOutputStream zip = new ZipOutputStream(file);
                    Stream<Path> all = Files.walk(classes)) {
                for (Path path :
                        (Iterable<Path>) all.filter(Files::isRegularFile).sorted()::iterator) {
                    zip.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
                    Files.copy(path, zip);
                    zip.closeEntry();
                }
            }
        }
        return jar.toString();
    }

    @Override
    public void close() {
        Path folder = jars;
        if (folder != null) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

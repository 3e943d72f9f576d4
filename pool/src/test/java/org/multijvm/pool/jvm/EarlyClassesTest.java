package org.multijvm.pool.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.Pool;
import org.multijvm.pool.worker.EarlyClasses;
import org.multijvm.pool.worker.WorkerClasses;

/** The lists of classes that are loaded ahead hold what a first pool and its workers load by themselves. */
@Tag("process")
class EarlyClassesTest {
    /** What differs between JDKs, and from run to run. */
    private static final double TOLERATED = 0.1;

    private static final Pattern LOADED = Pattern.compile("\\] (\\S+) source: ");

    @TempDir
    private Path folder;

    @Test
    void theListsAreThoseOfAProgramOfThreeLines() throws Exception {
        // with one processor nothing is loaded ahead
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ActiveProcessorCount=1",
                "-Xlog:class+load:file=" + folder.resolve("caller"),
                "-cp",
                System.getProperty("java.class.path"),
                EarlyClassesTest.class.getName(),
                folder.resolve("worker").toString());
        Process program = new ProcessBuilder(command).inheritIO().start();
        try {
            assertThat(program.waitFor(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            program.destroyForcibly();
        }
        assertThat(program.exitValue()).isZero();
        compare(CallerClasses.NAMES, loaded(folder.resolve("caller")), CallerClasses.class);
        compare(WorkerClasses.NAMES, loaded(folder.resolve("worker")), WorkerClasses.class);
        // each costs more than a class, and cannot be loaded ahead
        assertThat(lambdas(folder.resolve("caller"))).isEmpty();
        assertThat(lambdas(folder.resolve("worker"))).isEmpty();
    }

    /** The program: its worker writes its log where the argument says. */
    public static void main(String[] arguments) throws Exception {
        try (Pool pool = Pool.builder()
                .workers(1)
                .jvmArguments("-XX:ActiveProcessorCount=1", "-Xlog:class+load:file=" + arguments[0])
                .start()) {
            pool.apply(EarlyClassesTest::plusOne, 1);
        }
    }

    private static int plusOne(int number) {
        return number + 1;
    }

    private static void compare(String names, List<String> loaded, Class<?> begin) {
        List<String> listed = names.lines()
                .map(name -> name.startsWith(".") ? "org.multijvm" + name : name)
                .toList();
        assertThat(listed).doesNotHaveDuplicates();
        List<String> superfluous = new ArrayList<>(listed);
        superfluous.removeAll(loaded);
        assertThat(superfluous).as("listed, but not loaded by the program").hasSizeLessThan((int)
                (listed.size() * TOLERATED));
        List<String> ours = new ArrayList<>(loaded.subList(loaded.indexOf(begin.getName()) + 1, loaded.size()));
        ours.removeIf(name -> !name.startsWith("org.multijvm.") || name.equals(EarlyClasses.class.getName()));
        List<String> missing = new ArrayList<>(ours);
        missing.removeAll(listed);
        assertThat(missing).as("loaded by the program, but not listed").hasSizeLessThan((int)
                (ours.size() * TOLERATED));
    }

    /** Those of the library's own. */
    private static List<String> lambdas(Path log) throws Exception {
        List<String> names = new ArrayList<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(line -> {
                Matcher matcher = LOADED.matcher(line);
                if (matcher.find()
                        && matcher.group(1).startsWith("org.multijvm.")
                        && matcher.group(1).contains("$$Lambda")
                        && !matcher.group(1).contains(EarlyClassesTest.class.getSimpleName())) {
                    names.add(matcher.group(1));
                }
            });
        }
        return names;
    }

    private static List<String> loaded(Path log) throws Exception {
        List<String> names = new ArrayList<>();
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(line -> {
                Matcher matcher = LOADED.matcher(line);
                if (matcher.find() && !matcher.group(1).contains("Lambda")) {
                    names.add(matcher.group(1));
                }
            });
        }
        return names;
    }
}

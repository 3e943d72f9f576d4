package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.launcher.ProcessIdentity;

/** A JVM with a pool ends in every way there is, and its workers with it. */
@Tag("process")
class ParentDeathTest {
    @TempDir
    private Path folder;

    /** The parent: a pool whose workers spin in busy loops, one of them with a pool of its own. */
    public static void main(String[] arguments) throws Exception {
        Pool pool = Pool.of(2);
        pool.applyAsync(Tasks::announceAndSpin, arguments[0]);
        pool.applyAsync(ParentDeathTest::spinInANestedPool, arguments[1]);
        if (arguments.length > 2) {
            PoolCrashTest.announcedPid(Path.of(arguments[0]));
            PoolCrashTest.announcedPid(Path.of(arguments[1]));
            return;
        }
        Thread.sleep(600_000);
    }

    static long spinInANestedPool(String file) throws Exception {
        try (Pool nested = Pool.of(1)) {
            return nested.apply(Tasks::announceAndSpin, file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-KILL", "-TERM", "-INT"})
    void noWorkerOutlivesAParentThatIsSignalled(String signal) throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path output = folder.resolve("output");
        Process parent = startParent(output, first.toString(), second.toString());
        List<ProcessIdentity> workers = workersOf(parent, first, second);
        new ProcessBuilder("kill", signal, Long.toString(parent.pid())).start().waitFor();
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(30, TimeUnit.SECONDS).until(() -> workers.stream().noneMatch(ProcessIdentity::isAlive));
        assertThat(output).content().doesNotContain("Exception");
    }

    @Test
    void noWorkerOutlivesAParentThatReturnsFromMain() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        Path output = folder.resolve("output");
        Process parent = startParent(output, first.toString(), second.toString(), "return");
        List<ProcessIdentity> workers = workersOf(parent, first, second);
        assertThat(parent.waitFor(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(30, TimeUnit.SECONDS).until(() -> workers.stream().noneMatch(ProcessIdentity::isAlive));
        assertThat(parent.exitValue()).isZero();
        assertThat(output).content().doesNotContain("Exception");
    }

    private static List<ProcessIdentity> workersOf(Process parent, Path first, Path second) {
        PoolCrashTest.announcedPid(first);
        PoolCrashTest.announcedPid(second);
        List<ProcessIdentity> workers = parent
                .descendants()
                .flatMap(process -> ProcessIdentity.of(process.pid()).stream())
                .collect(Collectors.toList());
        assertThat(workers).hasSizeGreaterThanOrEqualTo(2);
        return workers;
    }

    private static Process startParent(Path output, String... arguments) throws Exception {
        // a shell's background job ignores SIGINT, and so would what it starts
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ParentDeathTest.class.getName()));
        command.addAll(List.of(arguments));
        File file = output.toFile();
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file).start();
    }
}

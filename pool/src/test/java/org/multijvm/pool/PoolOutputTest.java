package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.multijvm.pool.PoolCrashTest.crashOf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.Output;
import org.multijvm.launcher.StartupMode;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.Kill;

/** Where the output of workers goes. */
@Tag("process")
class PoolOutputTest {
    @TempDir
    private static Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    @Test
    void prefixesTheLinesOfEachWorker() throws Exception {
        List<String> shown = MiddleJvm.run(JvmOptions.builder(), () -> {
            try (Pool pool = Pool.builder()
                    .name("etl")
                    .workers(2)
                    .output(Output.PREFIXED)
                    .start()) {
                pool.map(PoolOutputTest::say, List.of("a", "b", "c", "d"), ChunkSize.of(1));
            }
        });
        assertThat(shown).hasSize(8).allMatch(line -> line.matches("(OUT|ERR) \\[etl-[12]] [abcd]"));
    }

    private static String say(String what) {
        System.out.println(what);
        System.err.println(what);
        return what;
    }

    @Test
    void namesTheWorkerAndTheStreamToAConsumer() throws Exception {
        Output consumer = Output.lines((stream, worker, line) -> lines.add(worker + " " + stream + " " + line));
        try (Pool pool = Pool.builder().name("etl").workers(1).output(consumer).start()) {
            pool.apply(PoolOutputTest::say, "a");
            crashOf(pool.applyAsync(Tasks::halt, 1));
            pool.apply(PoolOutputTest::say, "b");
        }
        assertThat(lines).containsExactlyInAnyOrder("etl-1 OUT a", "etl-1 ERR a", "etl-2 OUT b", "etl-2 ERR b");
    }

    @Test
    void knowsTheNameOfAWorkerThatWasASpareJvm() throws Exception {
        List<String> shown = MiddleJvm.run(JvmOptions.builder(), () -> {
            JvmOptions standby =
                    JvmOptions.builder().startup(StartupMode.STANDBY).build();
            PoolBuilder builder = Pool.builder().workers(1).jvm(standby).output(Output.PREFIXED);
            for (String name : List.of("cold", "spare")) {
                try (Pool pool = builder.name(name).start()) {
                    pool.apply(PoolOutputTest::say, "a");
                }
            }
        });
        assertThat(shown)
                .containsExactlyInAnyOrder("OUT [cold-1] a", "ERR [cold-1] a", "OUT [spare-1] a", "ERR [spare-1] a");
    }

    @Test
    void keepsInFilesWhatAKilledWorkerWroteInTheMiddleOfALine() throws Exception {
        try (Pool pool = Pool.builder()
                .name("killed")
                .workers(1)
                .output(Output.files(folder))
                .start()) {
            Path announced = folder.resolve("pid");
            AsyncResult<Long> victim = pool.applyAsync(PoolOutputTest::halfALine, announced.toString());
            Kill.kill(PoolCrashTest.announcedPid(announced));
            crashOf(victim);
            pool.apply(PoolOutputTest::say, "next");
        }
        assertThat(folder.resolve("killed-1.out")).hasContent("whole\nhal");
        assertThat(folder.resolve("killed-2.out")).hasContent("next\n");
        assertThat(folder.resolve("killed-2.err")).hasContent("next\n");
    }

    private static long halfALine(String file) throws Exception {
        System.out.print("whole\nhal");
        System.out.flush();
        return Tasks.announceAndHang(file);
    }

    static Stream<Output> outputs() {
        return Stream.of(
                Output.INHERIT,
                Output.PREFIXED,
                Output.files(folder),
                Output.lines((stream, worker, line) -> {}),
                Output.DISCARD);
    }

    @ParameterizedTest
    @MethodSource("outputs")
    void theLastLinesOfStandardErrorStandInTheCrash(Output output) throws Exception {
        try (Pool pool = Pool.builder().name("tail").workers(1).output(output).start()) {
            WorkerCrashedException crash = crashOf(pool.applyAsync(PoolOutputTest::lastWords));
            assertThat(crash.errorTail()).contains("last words");
            assertThat(crash).hasMessageContaining("stderr: last words");
        }
    }

    private static int lastWords() {
        System.err.println("last words");
        Runtime.getRuntime().halt(1);
        return 0;
    }

    @Test
    void theOutputOfThePoolWinsOverThatOfItsJvmOptions() throws Exception {
        JvmOptions own = JvmOptions.builder()
                .output(Output.files(folder.resolve("unused")))
                .build();
        Output consumer = Output.lines((stream, worker, line) -> lines.add(line));
        try (Pool pool = Pool.builder().workers(1).jvm(own).output(consumer).start()) {
            pool.apply(PoolOutputTest::say, "here");
        }
        assertThat(lines).containsExactly("here", "here");
        assertThat(Files.exists(folder.resolve("unused"))).isFalse();
    }
}

package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.codec.SerializableRunnable;

/** Where the output of children goes, and that their lines arrive whole. */
@Tag("process")
class OutputTest {
    private static final String LONG = "x".repeat(70_000);

    @TempDir
    private Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private final Output collecting = Output.lines((stream, process, line) -> lines.add(stream + " " + line));

    private static JvmProcess start(String name, Output output, SerializableRunnable function) {
        return JvmProcess.builder(function)
                .name(name)
                .options(JvmOptions.builder().output(output).build())
                .start();
    }

    /** What a child of ours shows of its own children. */
    private void inMiddle(SerializableRunnable function) throws Exception {
        Shared.end(start("middle", collecting, function));
    }

    @Test
    void prefixesEachLineWithTheProcess() throws Exception {
        inMiddle(() -> Shared.end(start("etl-2", Output.PREFIXED, () -> {
            System.out.print("one\n\n" + Shared.UMLAUT);
            System.err.println("oops");
        })));
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "OUT [etl-2] one", "OUT [etl-2] ", "OUT [etl-2] " + Shared.UMLAUT, "ERR [etl-2] oops");
    }

    @Test
    void linesOfTwoProcessesDoNotMix() throws Exception {
        inMiddle(() -> {
            JvmProcess first = start("first", Output.PREFIXED, () -> flood("a".repeat(5_000)));
            JvmProcess second = start("second", Output.PREFIXED, () -> flood("b".repeat(5_000)));
            Shared.end(first);
            Shared.end(second);
        });
        assertThat(lines).hasSize(400).allMatch(line -> line.matches("OUT (\\[first] a{5000}|\\[second] b{5000})"));
    }

    @Test
    void showsTheLastPartOfAProcessThatIsKilledInTheMiddleOfALine() throws Exception {
        inMiddle(() -> {
            JvmProcess victim = start("victim", Output.PREFIXED, OutputTest::writeHalfALine);
            while (victim.errorTail().isEmpty()) {
                Thread.sleep(2);
            }
            victim.kill();
            victim.join();
        });
        assertThat(lines).containsExactlyInAnyOrder("OUT [victim] whole", "OUT [victim] hal", "ERR [victim] here");
    }

    @Test
    void writesAFileForEachProcessAndStreamAndAppendsToIt() throws Exception {
        Output files = Output.files(folder.resolve("deep/logs"));
        for (int run = 0; run < 2; run++) {
            Shared.end(start("etl-1", files, () -> System.out.print("one\ntwo\n")));
        }
        JvmProcess second = start("etl-2", files, () -> System.err.println("oops"));
        Shared.end(second);
        assertThat(second.errorTail()).containsExactly("oops");
        assertThat(folder.resolve("deep/logs/etl-1.out")).hasContent("one\ntwo\none\ntwo\n");
        assertThat(folder.resolve("deep/logs/etl-2.err")).hasContent("oops\n");
        assertThat(folder.resolve("deep/logs")).isDirectoryNotContaining("glob:**{etl-1.err,etl-2.out}");
    }

    @Test
    void keepsInItsFileWhatAKilledProcessHadWritten() throws Exception {
        JvmProcess victim = start("victim", Output.files(folder), OutputTest::writeHalfALine);
        await().atMost(60, TimeUnit.SECONDS).until(() -> Files.exists(folder.resolve("victim.err")));
        victim.kill();
        victim.join();
        assertThat(folder.resolve("victim.out")).hasContent("whole\nhal");
    }

    @Test
    void aFolderThatCannotBeMadeStopsNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        JvmProcess process = start("etl-1", Output.files(file), () -> {
            flood("a".repeat(5_000));
            System.err.println("oops");
        });
        Shared.end(process);
        assertThat(process.exit()).hasValue(new ProcessExit.Code(0));
        assertThat(process.errorTail()).containsExactly("oops");
    }

    @Test
    void aLineWithoutEndComesInPieces() throws Exception {
        Shared.end(start("talker", collecting, () -> System.out.println(LONG + "\nshort")));
        assertThat(lines)
                .containsExactly("OUT " + LONG.substring(0, 65_536), "OUT " + LONG.substring(65_536), "OUT short");
    }

    @Test
    void aFloodWaitsForAConsumerThatIsSlow() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        JvmProcess talker = start(
                "talker",
                Output.lines((stream, process, line) -> {
                    awaitOpen(open);
                    lines.add(line);
                }),
                () -> flood("a".repeat(5_000)));
        // 1 MB fits neither into the pipe nor into the pump
        assertThat(talker.join(Duration.ofMillis(500))).isFalse();
        open.countDown();
        Shared.end(talker);
        assertThat(lines).hasSize(200);
    }

    /** The exit comes after the last line, also where a line takes longer than the process did. */
    @Test
    void theExitWaitsForAConsumerThatIsSlow() throws Exception {
        Output slow = Output.lines((stream, process, line) -> {
            sleepASecond();
            lines.add(line);
        });
        Shared.end(start("talker", slow, () -> System.out.print("1\n2\n")));
        assertThat(lines).containsExactly("1", "2");
    }

    @Test
    void theReadersOfAChildsOutputEndWithItThoughAProgramThatItLeftBehindHoldsItOpen() throws Exception {
        String pids = folder.resolve("pids").toString();
        JvmProcess process = start("leaver", collecting, () -> {
            System.out.println("last words");
            Shared.write(
                    pids, new ProcessBuilder("sleep", "600").inheritIO().start().pid());
        });
        try {
            assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
            assertThat(lines).containsExactly("OUT last words");
            await().atMost(Shared.LONG)
                    .until(() -> Thread.getAllStackTraces().keySet().stream()
                            .noneMatch(thread -> thread.getName().startsWith("multijvm-leaver")));
            // what wakes the readers is nobody's output
            assertThat(lines).containsExactly("OUT last words");
        } finally {
            ProcessHandle.of(Long.parseLong(Shared.await(pids))).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private static void sleepASecond() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitOpen(CountDownLatch open) {
        try {
            open.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void flood(String line) {
        for (int i = 0; i < 200; i++) {
            System.out.println(line);
        }
    }

    private static void writeHalfALine() throws InterruptedException {
        System.out.print("whole\nhal");
        System.out.flush();
        System.err.println("here");
        Thread.sleep(100_000);
    }

    /** The whole lines, as somebody captures them who has put another stream in the place of the JVM's. */
    private static String captured(Output output, SerializableRunnable function) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            JvmProcess first = start("first", output, function);
            JvmProcess second = start("second", output, function);
            Shared.end(first);
            Shared.end(second);
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("system")
    void whoReplacesSystemOutHasTheLinesOfChildrenToo(Output output) throws Exception {
        // loads what knows the JVM's own stream, as a first process would
        SystemStreams.of(Output.Stream.OUT);
        String text = captured(output, () -> flood("a".repeat(5_000) + Shared.UMLAUT));
        assertThat(text.lines()).hasSize(400).allMatch(line -> line.equals("a".repeat(5_000) + Shared.UMLAUT));
    }

    static List<Output> system() {
        return List.of(Output.SYSTEM, Output.INHERIT);
    }

    @Test
    void aSystemOutThatThrowsStopsNothing() throws Exception {
        PrintStream before = System.out;
        System.setOut(new PrintStream(before) {
            @Override
            public void println(@Nullable String line) {
                throw new IllegalStateException("on purpose");
            }
        });
        try {
            JvmProcess process = start("talker", Output.SYSTEM, () -> flood("a".repeat(5_000)));
            assertThat(Shared.end(process)).isEqualTo(new ProcessExit.Code(0));
        } finally {
            System.setOut(before);
        }
    }

    @Test
    void theBannerOfACrashedJvmIsNotOutputOfTheProcess() {
        List<String> seen = new ArrayList<>();
        LineSink sink = new LineSink(new WithoutBanner(
                (bytes, length, ended) -> seen.add(new String(bytes, 0, length, StandardCharsets.UTF_8))));
        byte[] text = """
                # Title
                #
                text
                #
                # A fatal error has been detected by the Java Runtime Environment:
                #
                # gone
                after
                #
                """.getBytes(StandardCharsets.UTF_8);
        sink.take(text, text.length);
        sink.end();
        assertThat(seen).containsExactly("# Title", "#", "text", "after", "#");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "", ".", "..", "/etc/x", "a\\b", "nul\0l", "new\nline"})
    void aFileOfOutputIsAlwaysInItsFolder(String name) throws Exception {
        Path logs = folder.resolve("logs");
        FileSink sink = new FileSink(logs, Output.Stream.OUT, () -> name);
        sink.take(new byte[] {'x'}, 1);
        sink.end();
        try (Stream<Path> files = Files.list(logs)) {
            assertThat(files).singleElement().satisfies(file -> assertThat(file).hasContent("x"));
        }
        assertThat(folder).isDirectoryNotContaining(path -> !path.equals(logs));
    }

    @Test
    void namesThatAreTooLongForAFileStayApart() {
        String first = FileSink.fileName("x".repeat(10_000) + 1);
        assertThat(first).hasSizeLessThan(200).isNotEqualTo(FileSink.fileName("x".repeat(10_000) + 2));
        assertThat(FileSink.fileName("etl-1")).isEqualTo("etl-1");
    }
}

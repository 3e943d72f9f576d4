package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.multijvm.launcher.JvmOptions;

/** The bar, where it is a bar and where it is lines. */
@Tag("process")
class ProgressBarTest {
    private static final File SCRIPT = new File("/usr/bin/script");

    /** What the other JVMs run. */
    public static void main(String[] arguments) throws InterruptedException {
        List<Integer> items = IntStream.range(0, 200).boxed().toList();
        try (Pool pool = Pool.of(2)) {
            pool.with(Progress.bar("squares")).map(Tasks::plusOne, items, ChunkSize.of(1));
        }
    }

    @Test
    void isALineAtTheEndWhereItCannotBeWrittenOverAndIsSoonOver() throws Exception {
        List<String> lines = MiddleJvm.run(JvmOptions.builder(), () -> main(new String[0]));
        assertThat(lines)
                .hasSizeBetween(1, 1 + secondsOf(lines) / 60)
                .allMatch(line -> line.matches("ERR squares: \\d+ of 200 \\(\\d+ %\\), \\d+:\\d\\d"))
                .last()
                .asString()
                .startsWith("ERR squares: 200 of 200 (100 %), ");
    }

    /** A line comes a minute, on a machine that takes so long. */
    private static int secondsOf(List<String> lines) {
        Matcher time = Pattern.compile(", (\\d+):(\\d\\d)$").matcher(lines.get(lines.size() - 1));
        assertThat(time.find()).as("%s", lines).isTrue();
        return 60 * Integer.parseInt(time.group(1)) + Integer.parseInt(time.group(2));
    }

    @ParameterizedTest
    @CsvSource({"59, 10, 40, false", "60, 10, 40, true", "60, 0, 40, false", "90, 40, 40, false", "60, 10, -1, true"})
    void aLineIsDueAMinuteAfterTheLastIfSomethingWasDone(int seconds, long done, long total, boolean due) {
        OptionalLong known = total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
        ProgressUpdate update = new ProgressUpdate(done, 0, known, Duration.ofSeconds(seconds), false);
        assertThat(new ProgressLines("x").isDue(update)).isEqualTo(due);
    }

    /** Prints while a bar is shown, whole lines and one that ends only later. */
    static final class Printing {
        private Printing() {}

        public static void main(String[] arguments) throws InterruptedException {
            PrintStream before = System.out;
            List<Integer> items = IntStream.range(0, 200).boxed().toList();
            try (Pool pool = Pool.of(2)) {
                AsyncResult<List<Integer>> all =
                        pool.with(Progress.bar("squares")).mapAsync(x -> Tasks.sleepMillis(10), items, ChunkSize.of(1));
                for (int i = 0; i < 5; i++) {
                    Thread.sleep(150);
                    System.out.println("line " + i);
                    System.err.println("other " + i);
                }
                System.out.print("begun");
                Thread.sleep(300);
                System.out.println(" and ended");
                all.join();
            }
            System.out.println("put back: " + (System.out == before));
        }
    }

    @Test
    void stepsAsideForWhatIsPrinted() throws Exception {
        String shown = onATerminal(Printing.class);
        List<String> lines = screen(shown);
        for (int i = 0; i < 5; i++) {
            assertThat(lines).as(shown).contains("line " + i, "other " + i);
        }
        assertThat(lines).as(shown).contains("begun and ended", "put back: true");
        assertThat(lines.stream().filter(line -> line.startsWith("squares")))
                .as(shown)
                .singleElement()
                .asString()
                .contains("100%");
    }

    /** What stands on a terminal in the end: a carriage return goes to the begin of the line, where what follows is written over what was there. */
    private static List<String> screen(String shown) {
        List<String> lines = new ArrayList<>();
        for (String line : shown.split("\n", -1)) {
            StringBuilder seen = new StringBuilder();
            for (String piece : line.split("\r", -1)) {
                seen.replace(0, Math.min(piece.length(), seen.length()), piece);
            }
            lines.add(seen.toString().stripTrailing());
        }
        return lines;
    }

    @Test
    void isABarOnATerminal() throws Exception {
        String shown = onATerminal(ProgressBarTest.class);
        String[] frames = shown.split("\r", -1);
        assertThat(frames).as(shown).hasSizeGreaterThan(2);
        assertThat(shown).contains("squares", "100%", "200/200");
        assertThat(shown.strip()).as("one line, written over").doesNotContain("\n");
    }

    private static String onATerminal(Class<?> program) throws Exception {
        assumeTrue(SCRIPT.canExecute(), "needs script(1), which makes a terminal");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String flags = Runtime.version().feature() >= 22 ? " --enable-native-access=ALL-UNNAMED" : "";
        String command =
                java + flags + " -cp " + System.getProperty("java.class.path") + " '" + program.getName() + "'";
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.getPath(), "-q", "-e", "-c", command, "/dev/null");
        builder.environment().put("TERM", "xterm");
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(shown).isZero();
        return shown;
    }

    @ParameterizedTest
    @CsvSource({
        "0, 40, 0, 0, false, 'x: 0 of 40 (0 %), 0:00'",
        "12, 40, 0, 63, false, 'x: 12 of 40 (30 %), 1:03'",
        "40, 40, 2, 600, true, 'x: 40 of 40 (100 %), failed: 2, 10:00'",
        "12, 40, 0, 5, true, 'x: 12 of 40 (30 %), 0:05, given up'",
        "12, -1, 0, 5, true, 'x: 12, 0:05'",
        "0, 0, 0, 0, true, 'x: 0 of 0 (100 %), 0:00'"
    })
    void aLineSaysItAll(long done, long total, long failed, int seconds, boolean ended, String line) {
        OptionalLong known = total < 0 ? OptionalLong.empty() : OptionalLong.of(total);
        ProgressUpdate update = new ProgressUpdate(done, failed, known, Duration.ofSeconds(seconds), ended);
        assertThat(ProgressLines.line("x", update)).isEqualTo(line);
    }

    @Test
    void namesTheLibraryThatIsNotThere() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.contains("progressbar")) {
                path.add(new File(entry).toURI().toURL());
            }
        }
        try (URLClassLoader without =
                new URLClassLoader(path.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Class<?> progress = without.loadClass(Progress.class.getName());
            assertThatThrownBy(() -> progress.getMethod("bar", String.class).invoke(null, "x"))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("me.tongfei:progressbar");
            assertThat(progress.getMethod("none").invoke(null)).isNotNull();
        }
    }
}

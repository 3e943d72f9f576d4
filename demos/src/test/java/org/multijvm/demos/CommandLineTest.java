package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine.Model.CommandSpec;

/** What the command line of the demos answers to. */
@Tag("process")
class CommandLineTest {
    @TempDir
    private Path folder;

    @Test
    void listsEveryDemoUnderItsHeadingIfNoneIsNamed() throws Exception {
        DemoRun run = DemoRun.of(folder);
        List<String> expected = new ArrayList<>();
        for (Heading heading : Heading.values()) {
            expected.addAll(List.of("", heading.title()));
            for (Row row : Row.under(heading)) {
                expected.add(String.format("  %-21s %s", row.command(), row.summary()));
            }
        }
        assertThat(run.lines().subList(1, run.lines().size())).isEqualTo(expected);
    }

    @Test
    void listsThemAndExitsWithTwoIfThereIsNoneOfThatName() throws Exception {
        DemoRun run = DemoRun.ofAnyEnd(folder, "no-such-demo");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.lines()).isEmpty();
        assertThat(run.errors()).startsWith("no such demo: name=no-such-demo").contains("  tour ", "  say-hi ");
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void saysOfEachDemoWhatItDoesAndTakes(Row row) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(row.demo());
        assertThat(row.summary()).isNotBlank().hasSizeLessThan(120).doesNotEndWith(".");
        assertThat(spec.args())
                .allSatisfy(argument -> assertThat(argument.description()).isNotEmpty());
        assertThat(spec.options()).anyMatch(option -> option.usageHelp());
    }

    @ParameterizedTest
    @EnumSource(Row.class)
    void findsEachDemoInThePackageOfItsHeading(Row row) {
        assertThat(row.type().getPackageName())
                .isEqualTo("org.multijvm.demos." + row.heading().folder());
        assertThat(row.demo()).isInstanceOf(row.type());
    }

    @Test
    void saysWhatADemoTakesAndItsDefaultsIfAskedForHelp() throws Exception {
        assertThat(DemoRun.of(folder, "process-lock", "--help").lines())
                .containsExactly(
                        "usage: demos/run process-lock [-h] [--[no-]lock] [--children=N] [--delay=MILLIS]",
                        "children print under one lock; with --no-lock their lines mix",
                        "",
                        "  -h, --help           show this",
                        "      --[no-]lock      the lines of each child together, under one lock (default); with --no-lock the lines of the",
                        "                         children mix",
                        "      --children=N     how many child processes",
                        "                         Default: 20",
                        "      --delay=MILLIS   how many milliseconds are slept where the article's program sleeps for seconds",
                        "                         Default: 5");
    }

    /** A worker that loaded it would start later than it must. */
    @Test
    void loadsTheParserOnlyForOptionsAndInNoOtherJvm() throws Exception {
        DemoRun without = DemoRun.tellingClasses(folder, "hello-lock");
        assertThat(count(without, "org.multijvm.demos.memory.HelloLock source")).isEqualTo(1 + 10);
        assertThat(count(without, "picocli.")).isZero();

        DemoRun with = DemoRun.tellingClasses(folder, "process-lock", "--children", "2", "--delay", "1");
        assertThat(count(with, "org.multijvm.demos.memory.ProcessLock source")).isEqualTo(1 + 2);
        assertThat(count(with, "picocli.CommandLine source")).isEqualTo(1);
    }

    private static long count(DemoRun run, String text) {
        return run.lines().stream().filter(line -> line.contains(text)).count();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "process-lock --frobnicate, Unknown option: '--frobnicate'",
                "process-lock --children, Missing required parameter for option '--children' (N)",
                "process-lock -x, Unknown option: '-x'",
                "process-lock --delay soon, Invalid value for option '--delay': 'soon' is not a number from 0 to 999999999",
                "process-lock --delay -1, Invalid value for option '--delay': '-1' is not a number from 0 to 999999999",
                "say-hi loudly, Unmatched argument at index 0: 'loudly'",
                "mandelbrot, a file to write is needed: FILE.png",
                "mandelbrot --width 3, Missing required parameter: 'FILE.png'",
                "durable-queue --drain, a folder to drain is needed: DIR",
                "word-count /no/such/folder, no such folder: folder=/no/such/folder",
                "thumbnails /no/such/folder, no such folder: folder=/no/such/folder"
            })
    void saysWhatIsWrongAndHowItGoes(String arguments, String message) throws Exception {
        DemoRun run = DemoRun.ofAnyEnd(folder, arguments.split(" "));
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.lines()).isEmpty();
        assertThat(run.errors().lines())
                .hasSize(2)
                .startsWith(message)
                .last()
                .asString()
                .startsWith("usage: demos/run ");
    }
}

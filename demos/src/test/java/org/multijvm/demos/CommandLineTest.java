package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the command line of the demos answers to. */
@Tag("process")
class CommandLineTest {
    @TempDir
    private Path folder;

    @Test
    void listsEveryDemoIfNoneIsNamed() throws Exception {
        DemoRun run = DemoRun.of(folder);
        assertThat(run.lines()).hasSize(1 + Row.values().length);
        for (Row row : Row.values()) {
            assertThat(run.lines()).anyMatch(line -> line.matches("  " + row.command() + " +\\S.*"));
        }
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
        assertThat(row.summary()).isNotBlank();
        assertThat(Options.explained(row.usage()))
                .hasSize((int) row.usage().chars().filter(c -> c == '[').count()
                        - (row.usage().contains("[DIR]") ? 1 : 0));
    }

    @Test
    void saysWhatADemoTakesIfAskedForHelp() throws Exception {
        DemoRun run = DemoRun.of(folder, "process-lock", "--help");
        assertThat(run.lines())
                .startsWith("usage: demos/run process-lock [--lock] [--no-lock] [--children N] [--delay MILLIS]")
                .anyMatch(line -> line.startsWith("  --children N "))
                .hasSize(2 + 4);
    }

    @ParameterizedTest
    @CsvSource({
        "process-lock --frobnicate, unknown option: option=--frobnicate",
        "process-lock --children, 'an option needs a number: option=--children, value='",
        "process-lock -x, unknown option: option=-x",
        "process-lock --delay soon, 'an option needs a number: option=--delay, value=soon'",
        "say-hi loudly, unexpected argument: argument=loudly",
        "mandelbrot, a file to write is needed: FILE.png",
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

package org.multijvm.benchmarks.growth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line answers to, and what becomes of points that cannot be measured. */
@Tag("unit")
class GrowthRunTest {
    @ParameterizedTest
    @CsvSource({
        "nosuch, 'no such curve or option: name=nosuch'",
        "--frobnicate, 'no such curve or option: name=--frobnicate'",
        "message --max, an option needs a value: option=--max",
        "message --max much, an option needs a number: value=much",
        "message --max 10000000000GiB, an option needs a number: value=10000000000GiB",
        "message --max 7, 'no point is so small: curve=message, smallest=8, max=7'"
    })
    void saysWhatIsWrongAndHowItGoes(String arguments, String message) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            assertThat(Growth.run(arguments.split(" "))).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .first()
                .isEqualTo(message);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("usage: benchmarks/run growth ");
    }

    @Test
    void aPointThatFailsLeavesThoseBeforeItWhole() throws Exception {
        GrowthRun run = new GrowthRun(new MadeUpCurve(0), Long.MAX_VALUE, 1);
        Drawn drawn = run.measure();
        assertThat(drawn.points()).containsExactly(8L, 512L);
        assertThat(drawn.at(1, 0)).isEqualTo(Spread.of(512));
        assertThat(drawn.notes())
                .singleElement()
                .asString()
                .startsWith("failed at 32 KiB: ")
                .endsWith("x=32768");
        assertThat(run.failed()).isTrue();
    }

    @Test
    void endsAtTheLargestPointThatIsAskedFor() throws Exception {
        GrowthRun run = new GrowthRun(new MadeUpCurve(0), 511, 1);
        assertThat(run.measure().points()).containsExactly(8L);
        assertThat(run.failed()).isFalse();
    }

    @Test
    void aPointForWhichThereIsNoMemoryIsLeftOutAndSaidToBe() throws Exception {
        GrowthRun run = new GrowthRun(new MadeUpCurve(1L << 50), Long.MAX_VALUE, 1);
        Drawn drawn = run.measure();
        assertThat(drawn.points()).isEmpty();
        assertThat(drawn.notes())
                .singleElement()
                .asString()
                .startsWith("left out from 8 B on, for want of memory: need=1073744");
        assertThat(run.failed()).isFalse();
    }
}

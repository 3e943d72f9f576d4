package org.multijvm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole programs and what they took. */
@Tag("process")
class WholeProcessTest {
    @Test
    void countsTheProcessorTimeOfAProgramAndOfWhatItHasWaitedFor() throws Exception {
        // two shells, of which the inner one counts
        String count = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done";
        WholeProcess took = WholeProcess.run(List.of("sh", "-c", "sh -c '" + count + "'; true"));
        assertThat(took.cpuMillis()).isPositive();
        assertThat(took.wallMillis()).isPositive();
    }

    @Test
    void aProgramThatFailsIsNoFigure() {
        assertThatThrownBy(() -> WholeProcess.run(List.of("sh", "-c", "exit 3")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("exit=3");
    }

    @Test
    void theProgramsOfThreeLinesRunFromJars() throws Exception {
        try (FirstRows rows = new FirstRows(Path.of("peers", "user_peer.py"))) {
            for (Row row : rows.rows()) {
                assertThat(row.ours().measure()).as(row.name()).isPositive();
            }
        }
    }
}

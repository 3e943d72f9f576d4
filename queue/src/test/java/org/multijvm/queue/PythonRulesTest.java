package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.test.RulesPage;

/** The table of Python's rules for queues names each rule once, and tests that there are. */
@Tag("unit")
class PythonRulesTest {
    @Test
    void eachRuleHasItsRow() throws Exception {
        assertThat(RulesPage.section("Queues").rules())
                .isEqualTo(IntStream.rangeClosed(1, 14).mapToObj(i -> "Q" + i).toList());
    }

    @Test
    void eachTestThatIsNamedExists() throws Exception {
        assertThat(RulesPage.section("Queues")
                        .checkNamedTests(
                                Path.of("src/test/java/org/multijvm/queue"),
                                Path.of("../ipc/src/test/java/org/multijvm/ipc/queue")))
                .isGreaterThan(14);
    }
}

package org.multijvm.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.test.RulesPage;

/** The table of Python's rules for servers names each rule once, and tests that there are. */
@Tag("unit")
class PythonRulesTest {
    @Test
    void eachRuleHasItsRow() throws Exception {
        assertThat(RulesPage.section("Servers").rules())
                .isEqualTo(IntStream.rangeClosed(1, 7).mapToObj(i -> "SS" + i).toList());
    }

    @Test
    void eachTestThatIsNamedExists() throws Exception {
        assertThat(RulesPage.section("Servers").checkNamedTests(Path.of("src/test/java/org/multijvm/server")))
                .isGreaterThan(10);
    }
}

package org.multijvm.manager;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.test.RulesPage;

/** The table of Python's rules for managers names each rule once, and tests that there are. */
@Tag("unit")
class PythonRulesTest {
    @Test
    void eachRuleHasItsRow() throws Exception {
        assertThat(RulesPage.section("Managers").rules())
                .isEqualTo(IntStream.rangeClosed(1, 16).mapToObj(i -> "M" + i).toList());
    }

    @Test
    void eachTestThatIsNamedExists() throws Exception {
        assertThat(RulesPage.section("Managers").checkNamedTests(Path.of("src/test/java/org/multijvm/manager")))
                .isGreaterThan(20);
    }
}

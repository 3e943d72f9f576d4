package org.multijvm.ipc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.test.RulesPage;

/** The table of Python's rules for connections names each rule once, and tests that there are. */
@Tag("unit")
class PythonRulesTest {
    @Test
    void eachRuleHasItsRow() throws Exception {
        assertThat(RulesPage.section("Connections").rules())
                .isEqualTo(IntStream.rangeClosed(1, 14).mapToObj(i -> "C" + i).toList());
    }

    @Test
    void eachTestThatIsNamedExists() throws Exception {
        assertThat(RulesPage.section("Connections")
                        .checkNamedTests(
                                Path.of("src/test/java/org/multijvm/ipc/channel"),
                                Path.of("src/test/java/org/multijvm/ipc/socket")))
                .isGreaterThan(30);
    }
}

package org.multijvm.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line of the side-by-side run answers to. */
@Tag("unit")
class SideBySideTest {
    @ParameterizedTest
    @CsvSource({
        "--json, an option needs a value: option=--json",
        "pool. --json --each, an option needs a value: option=--json",
        "--json /no/such/folder/file, 'no file can be written there: option=--json, value=/no/such/folder/file'",
        "--rounds many, 'an option needs a number: option=--rounds, value=many'",
        "--frobnicate, unknown option: option=--frobnicate",
        "pool. nosuch., 'no figure begins so: prefix=nosuch., figures='"
    })
    void saysWhatIsWrongAndHowItGoes(String arguments, String message) throws Exception {
        PrintStream before = System.err;
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
        try {
            assertThat(SideBySide.run(arguments.split(" "))).isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("usage: benchmarks/run side-by-side ");
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith(message);
    }
}

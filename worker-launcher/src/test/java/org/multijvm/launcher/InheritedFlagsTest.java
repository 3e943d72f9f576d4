package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class InheritedFlagsTest {
    @Test
    void keepsWhatEveryJvmCanHave() {
        List<String> flags = List.of(
                "-Xmx1g",
                "-ea",
                "-Da=b",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-Xlog:gc");
        assertThat(InheritedFlags.filter(flags)).isEqualTo(flags);
    }

    @Test
    void dropsWhatOnlyOneJvmCanHave() {
        assertThat(InheritedFlags.filter(List.of(
                        "-agentlib:jdwp=transport=dt_socket",
                        "-Xrunjdwp:x",
                        "-javaagent:jacoco.jar=destfile=x",
                        "-Dcom.sun.management.jmxremote.port=9",
                        "-XX:StartFlightRecording=filename=x",
                        "-XX:HeapDumpPath=x",
                        "-Xlog:gc:file=gc.log",
                        "-Xlog:gc:gc.log",
                        "-XX:SharedArchiveFile=x",
                        "-XX:AOTCache=x",
                        "-Djava.class.path=x")))
                .isEmpty();
    }

    @Test
    void readsAPlainCommandLine() {
        assertThat(InheritedFlags.parse(
                        List.of("/x/bin/java", "-Xmx1g", "-cp", "a:b", "--add-modules", "m", "Main", "-Xnot")))
                .containsExactly("-Xmx1g", "--add-modules=m");
        assertThat(InheritedFlags.parse(List.of("java", "-ea", "-jar", "x.jar")))
                .containsExactly("-ea");
        assertThat(InheritedFlags.parse(List.of("java", "@file", "Main"))).isNull();
        assertThat(InheritedFlags.parse(List.of("jshell"))).isNull();
    }

    @Test
    void cleansTheEnvironment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "JAVA_TOOL_OPTIONS",
                "-Da=\"x y\"  -agentlib:jdwp=transport=dt_socket,address=5005",
                "JDK_JAVA_OPTIONS",
                "-Xdebug"));
        InheritedFlags.cleanEnvironment(environment);
        assertThat(environment).containsOnly(Map.entry("JAVA_TOOL_OPTIONS", "-Da=\"x y\""));
    }

    @Test
    void readsBackWhatItWroteToAnArgumentFile() {
        List<String> arguments =
                List.of("-cp", "a b:c\\d:\"e\"", "-Dx=line\nline\ttab", "", "#no comment", "@no-file", "ä");
        assertThat(ArgumentFile.arguments(ArgumentFile.text(arguments))).isEqualTo(arguments);
    }
}

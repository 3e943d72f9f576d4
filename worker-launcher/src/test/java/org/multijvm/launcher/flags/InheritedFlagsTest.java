package org.multijvm.launcher.flags;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("unit")
class InheritedFlagsTest {
    @Test
    void keepsWhatEveryJvmCanHave() {
        List<String> flags = List.of(
                "-Xss1m",
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
        JavaVariables.clean(environment);
        assertThat(environment).containsOnly(Map.entry("JAVA_TOOL_OPTIONS", "-Da=\"x y\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-cp X -Da=b|-Da=b",
                "-Da=b --class-path X|-Da=b",
                "--module-path X|''",
                "-p X -classpath Y|''",
                "--add-opens java.base/java.util=ALL-UNNAMED -p X -ea|--add-opens java.base/java.util=ALL-UNNAMED -ea",
                "--source 17 -ea|-ea",
                "\"-cp\" \"X Y\" -ea|-ea",
                "--class-path=X -ea|-ea",
                "@some/file -ea|-ea",
                "-XX:+UseG1GC -Xms1g -XX:+AlwaysPreTouch -ea|-ea",
                "-XX:VMOptionsFile=some/file -XX:Flags=other -ea|-ea",
            })
    void takesAnOptionOutOfTheLaunchersVariableTogetherWithItsValue(String value, String left) {
        assertThat(JavaVariables.clean(value, true)).isEqualTo(left);
    }

    @Test
    void readsArgumentFilesAsTheLauncherDoes() {
        assertThat(OptionWords.argumentFile("""
                        -ea # comment
                        "-Da=b c" -Dd='e "f'  # -Dnot
                        -Dg="h \\
                             i\\\\j\\tk"
                        "" last"""))
                .containsExactly("-ea", "-Da=b c", "-Dd=e \"f", "-Dg=h i\\j\tk", "", "last");
    }

    @Test
    void readsWhatTheBeanTellsOfAFileOfSettings() {
        assertThat(InheritedFlags.withSettings(List.of(
                        "+UseG1GC", "-DisableExplicitGC", "MaxHeapSize=300m", "-UsePerfData", "-Da=b", "-XX:Flags=x")))
                .containsExactly(
                        "-XX:+UseG1GC",
                        "-XX:-DisableExplicitGC",
                        "-XX:MaxHeapSize=300m",
                        "-XX:-UsePerfData",
                        "-Da=b",
                        "-XX:Flags=x");
        assertThat(InheritedFlags.withSettings(List.of("vfprintf", "-Da=b"))).containsExactly("-Da=b");
    }

    @Test
    void aLaterChoiceOfACollectorWinsAndTheLastCanBeTakenBack() {
        assertThat(CollectorFlag.lastOnly(List.of("-XX:+UseG1GC", "-ea", "-XX:+UseSerialGC", "-Da=b")))
                .containsExactly("-ea", "-XX:+UseSerialGC", "-Da=b");
        assertThat(CollectorFlag.lastOnly(List.of("-XX:+UseZGC", "-XX:-UseZGC", "-ea")))
                .containsExactly("-ea");
        assertThat(CollectorFlag.lastOnly(List.of("-XX:-UseZGC", "-XX:+UseG1GC", "-XX:-UseZGC")))
                .containsExactly("-XX:+UseG1GC");
    }

    @Test
    void theShapeOfTheHeapIsNotInheritedAndTheLastWordAboutItsSizeCounts() {
        assertThat(InheritedFlags.filter(List.of(
                        "-Xms1g",
                        "-Xmn1g",
                        "-Xmx6g",
                        "-XX:NewSize=1g",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseLargePages",
                        "-XX:MaxRAMPercentage=75",
                        "-XX:InitialRAMPercentage=75",
                        "-mx1g")))
                .isEmpty();
        assertThat(HeapFlags.lastMostOnly(List.of("-Xmx1g", "-ea", "-XX:MaxRAMPercentage=7.5")))
                .containsExactly("-ea", "-XX:MaxRAMPercentage=7.5");
        assertThat(HeapFlags.ownPercent(List.of("-XX:MaxRAMPercentage=75"))).hasValue(75);
        assertThat(HeapFlags.ownPercent(List.of("-XX:MaxRAM=4g", "-XX:MaxRAMPercentage=75", "-Xmx1g", "-Xmx2g")))
                .hasValue(50);
        assertThat(HeapFlags.ownPercent(List.of("-ea"))).isEmpty();
    }

    @Test
    void readsBackWhatItWroteToAnArgumentFile() {
        List<String> arguments =
                List.of("-cp", "a b:c\\d:\"e\"", "-Dx=line\nline\ttab", "", "#no comment", "@no-file", "ä");
        assertThat(ArgumentFile.arguments(ArgumentFile.text(arguments))).isEqualTo(arguments);
    }
}

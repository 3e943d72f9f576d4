package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program compiles as it stands there, and prints what stands below it. */
@Tag("process")
class ReadmeTest {
    private static final int FIRST_WITH_COMPACT_SOURCES = 25;
    private static final String PROMPT = "jshell> ";

    @TempDir
    private Path folder;

    @Test
    void theProgramOfTheReadmePrintsWhatTheReadmeSays() throws Exception {
        String readme = Files.readString(Path.of("").toAbsolutePath().resolve("../README.md"));
        String program = firstBlock(readme, "java");
        Matcher name = Pattern.compile("public class (\\w+)").matcher(program);
        assertThat(name.find()).isTrue();
        String classPath = compile(program, name.group(1)) + File.pathSeparator + published();

        DemoRun run = DemoRun.ofClass(folder, classPath, name.group(1));
        assertThat(run.errors()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(run.lines())
                .containsExactlyElementsOf(firstBlock(readme, "text").lines().collect(Collectors.toList()));
    }

    @Test
    void theProgramsOfOneFileRunWithoutAClassFile() throws Exception {
        String section = section("## One file, JShell, notebooks");
        Path source = folder.resolve("First.java");
        Files.writeString(source, firstBlock(section, "java"));
        List<String> cubes = List.of("Cube[side=1, volume=1]", "Cube[side=2, volume=8]", "Cube[side=3, volume=27]");
        assertThat(runSource(source)).isEqualTo(cubes);
        if (Runtime.version().feature() >= FIRST_WITH_COMPACT_SOURCES) {
            String rest = section.substring(section.indexOf(firstBlock(section, "java")));
            Files.writeString(source, firstBlock(rest, "java"));
            assertThat(runSource(source)).isEqualTo(cubes);
        }
    }

    private List<String> runSource(Path source) throws Exception {
        DemoRun run = DemoRun.ofClass(folder, published(), source.toString());
        assertThat(run.errors()).isEmpty();
        assertThat(run.exit()).isZero();
        return run.lines();
    }

    @Test
    void theSessionOfJShellGoesAsTheReadmeShowsIt() throws Exception {
        List<String> shown = firstBlock(section("And in `jshell"), "").lines().collect(Collectors.toList());
        List<String> typed = shown.stream()
                .filter(line -> line.startsWith(PROMPT))
                .map(line -> line.substring(PROMPT.length()))
                .collect(Collectors.toList());
        shown.removeIf(line -> line.startsWith(PROMPT));
        Path in = Files.write(folder.resolve("in"), typed);
        Path out = folder.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                // else it may first make a folder for the user's settings, and say so
                "-J-Djava.util.prefs.userRoot=" + folder,
                "-R-Dmultijvm.session.root=" + folder,
                "--class-path",
                published());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.redirectErrorStream(true)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .start();
        try {
            assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        List<String> said = Files.readString(out)
                .replaceAll("[ \b]*\b|" + PROMPT, "")
                .lines()
                .filter(shown::contains)
                .collect(Collectors.toList());
        assertThat(said).as("%s", Files.readString(out)).isEqualTo(shown);
    }

    private static String section(String beginning) throws IOException {
        String readme = Files.readString(Path.of("").toAbsolutePath().resolve("../README.md"));
        int start = readme.indexOf(beginning);
        assertThat(start).isPositive();
        return readme.substring(start);
    }

    @Test
    void theReadmeNamesOnlyFilesThatAreThere() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        for (String page : List.of("README.md", "ARCHITECTURE.md")) {
            Matcher link = Pattern.compile("\\]\\((?!http)([^)#]+)").matcher(Files.readString(root.resolve(page)));
            while (link.find()) {
                assertThat(root.resolve(link.group(1))).exists();
            }
        }
    }

    /** With javac as a tool that the JDK provides, so that no module of the compiler need be read. */
    private String compile(String program, String name) throws IOException {
        Path source = folder.resolve(name + ".java");
        Files.writeString(source, program);
        Path classes = Files.createDirectories(folder.resolve("classes"));
        StringWriter messages = new StringWriter();
        PrintWriter out = new PrintWriter(messages);
        int failed = ToolProvider.findFirst("javac")
                .orElseThrow()
                .run(
                        out,
                        out,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        source.toString());
        assertThat(messages.toString()).isEmpty();
        assertThat(failed).isZero();
        return classes.toString();
    }

    /** Who has nothing but the README's dependency has what that brings along, and no logger: a program that goes well must not be told of that. */
    private static String published() {
        Pattern brought = Pattern.compile(
                ".*((pool|ipc|worker-launcher)[/\\\\]target[/\\\\].*"
                        + "|multijvm-(pool|ipc|worker-launcher)-.*\\.jar|(slf4j-api|commons-lang3|jna-jpms|jspecify)-[^/]*\\.jar)");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> brought.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String firstBlock(String page, String language) {
        Matcher block = Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(page);
        assertThat(block.find()).isTrue();
        return block.group(1);
    }
}

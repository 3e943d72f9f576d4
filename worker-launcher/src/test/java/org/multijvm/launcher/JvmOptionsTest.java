package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.flags.JavaVariables;

/** What a child is given: options, class path, output. */
@Tag("process")
class JvmOptionsTest {
    @TempDir
    Path folder;

    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

    private JvmOptions.Builder options() {
        return JvmOptions.builder().output(Output.lines((stream, process, line) -> lines.add(stream + " " + line)));
    }

    private JvmProcess run(JvmOptions.Builder options, SerializableRunnable function) throws InterruptedException {
        JvmProcess process =
                JvmProcess.builder(function).options(options.build()).start();
        Shared.end(process);
        return process;
    }

    @Test
    void areEqualIfAllOfThemAre() {
        List<JvmOptions> each = List.of(
                JvmOptions.defaults(),
                JvmOptions.builder().javaHome(Path.of("jdk")).build(),
                JvmOptions.builder().classPath(Path.of("a.jar")).build(),
                JvmOptions.builder().modulePath(Path.of("a.jar")).build(),
                JvmOptions.builder().jvmArguments("-ea").build(),
                JvmOptions.builder().systemProperty("a", "b").build(),
                JvmOptions.builder().environment("a", "b").build(),
                JvmOptions.builder().workingDirectory(Path.of("a")).build(),
                JvmOptions.builder().standardOutput(Output.DISCARD).build(),
                JvmOptions.builder().standardError(Output.DISCARD).build(),
                JvmOptions.builder().debugPort(5005).build(),
                JvmOptions.builder().startup(StartupMode.CACHED).build(),
                JvmOptions.builder().crashFolder(Path.of("a")).build(),
                JvmOptions.builder().niceness(3).build(),
                JvmOptions.builder().cpus(0).build(),
                JvmOptions.builder().endsPrograms(true).build());
        assertThat(each).hasSize(1 + JvmOptions.class.getRecordComponents().length);
        assertThat(new HashSet<>(each)).hasSameSizeAs(each);
        for (JvmOptions one : each) {
            JvmOptions same = one.toBuilder().build();
            assertThat(same).isNotSameAs(one).isEqualTo(one).hasSameHashCodeAs(one);
        }
    }

    @Test
    void theBuildersRefuseNull() {
        List<ThrowingCallable> calls = List.of(
                () -> JvmOptions.builder().javaHome(null),
                () -> JvmOptions.builder().classPath((Path) null),
                () -> JvmOptions.builder().modulePath((Path) null),
                () -> JvmOptions.builder().jvmArguments((String) null),
                () -> JvmOptions.builder().maxHeap(null),
                () -> JvmOptions.builder().systemProperty(null, "a"),
                () -> JvmOptions.builder().systemProperty("a", null),
                () -> JvmOptions.builder().environment(null, "a"),
                () -> JvmOptions.builder().workingDirectory(null),
                () -> JvmOptions.builder().output(null),
                () -> JvmOptions.builder().standardOutput(null),
                () -> JvmOptions.builder().standardError(null),
                () -> JvmOptions.builder().crashFolder(null),
                () -> JvmOptions.builder().startup(null),
                () -> JvmProcess.builder(null),
                () -> JvmProcess.builder(() -> {}).name(null),
                () -> JvmProcess.builder(() -> {}).options(null),
                () -> JvmProcess.builder(() -> {}).training(null),
                () -> new ProcessExit.Lost(null));
        for (ThrowingCallable call : calls) {
            assertThatThrownBy(call).isInstanceOf(NullPointerException.class);
        }
    }

    @Test
    void givesPropertiesEnvironmentAndWorkingDirectory() throws Exception {
        run(
                options()
                        .systemProperty("a.b", "quo\"te \\ blank " + Shared.UMLAUT)
                        .environment("MULTIJVM_SET", "x y")
                        .environment("PATH", null)
                        .workingDirectory(folder),
                () -> {
                    System.out.println(System.getProperty("a.b"));
                    System.out.println(System.getenv("MULTIJVM_SET"));
                    System.out.println(System.getenv("PATH"));
                    System.out.println(Path.of("").toAbsolutePath());
                });
        assertThat(lines)
                .containsExactly(
                        "OUT quo\"te \\ blank " + Shared.UMLAUT, "OUT x y", "OUT null", "OUT " + folder.toRealPath());
    }

    @Test
    void handsOnWholeLinesOfBothStreams() throws Exception {
        JvmProcess process = run(options(), () -> {
            System.out.print("one\ntwo\r\nlast");
            System.err.println("oops");
        });
        assertThat(lines).containsExactlyInAnyOrder("OUT one", "OUT two", "OUT last", "ERR oops");
        assertThat(process.errorTail()).containsExactly("oops");
    }

    @Test
    void keepsOnlyTheLastLinesOfStandardError() throws Exception {
        JvmProcess process = run(options().output(Output.DISCARD), () -> {
            for (int i = 0; i < 10_000; i++) {
                System.err.println("line " + i);
            }
        });
        assertThat(process.errorTail()).hasSize(20).last().isEqualTo("line 9999");
    }

    @Test
    void aConsumerThatThrowsStopsNothing() throws Exception {
        JvmOptions.Builder throwing = JvmOptions.builder().output(Output.lines((stream, process, line) -> {
            lines.add(line);
            throw new IllegalStateException("on purpose");
        }));
        assertThat(run(throwing, () -> System.out.print("1\n2\n")).exit()).hasValue(new ProcessExit.Code(0));
        assertThat(lines).containsExactly("1", "2");
    }

    @Test
    void aHeapThatIsFullEndsTheProcessWithThree() throws Exception {
        JvmProcess process = run(options().maxHeap("16m"), () -> {
            List<byte[]> all = new ArrayList<>();
            while (true) {
                all.add(new byte[1 << 20]);
            }
        });
        assertThat(process.exit()).hasValue(new ProcessExit.Code(3));
    }

    @Test
    void saysWhyAJvmCannotBeStarted() {
        JvmOptions noHome = JvmOptions.builder().javaHome(folder).build();
        assertThatThrownBy(() -> JvmProcess.builder(() -> {}).options(noHome).start())
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContaining("no java there")
                .hasMessageContaining(folder.toString());
        JvmOptions noFolder =
                JvmOptions.builder().workingDirectory(folder.resolve("none")).build();
        assertThatThrownBy(() -> JvmProcess.builder(() -> {}).options(noFolder).start())
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContaining("no such working directory");
    }

    @Test
    void keepsTheWordsOfAJvmThatRefusesItsFlags() throws Exception {
        JvmProcess process = run(options().jvmArguments("-XX:NoSuchFlag=1"), () -> {});
        assertThat(process.exit()).hasValue(new ProcessExit.Code(1));
        assertThat(String.join("\n", process.errorTail())).contains("NoSuchFlag");
    }

    @Test
    void inheritsNoDebuggerFromTheEnvironment() throws Exception {
        String name = "JAVA_TOOL_OPTIONS";
        Map<String, String> cleaned =
                new HashMap<>(Map.of(name, "-agentlib:jdwp=transport=dt_socket,server=y,address=1 -Da=b"));
        JavaVariables.clean(cleaned);
        run(options().environment(name, cleaned.get(name)), () -> System.out.println(System.getProperty("a")));
        assertThat(lines).contains("OUT b");
    }

    @Test
    void listensForADebuggerOnlyWhereItIsTold() throws Exception {
        run(options().debugPort(0), () -> {});
        assertThat(lines).anyMatch(line -> line.startsWith("OUT Listening for transport dt_socket at address:"));
    }

    @Test
    void takesALongClassPathAndBlanksInIt() throws Exception {
        Path blank = Files.createDirectory(folder.resolve("with \"blank\" and \\"));
        Files.writeString(blank.resolve("found.txt"), "");
        Path[] entries = new Path[2001];
        for (int i = 0; i < 2000; i++) {
            entries[i] =
                    folder.resolve("no-such-entry-in-this-folder-whose-name-is-long-enough-to-matter-" + i + ".jar");
        }
        entries[2000] = blank;
        run(options().classPath(entries), () -> System.out.println(ClassLoader.getSystemResource("found.txt") != null));
        assertThat(lines).containsExactly("OUT true");
    }

    @Test
    void givesTheFilesOfTheContextLoader() throws Exception {
        Files.writeString(folder.resolve("found.txt"), "");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        URL[] urls = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, before)) {
            thread.setContextClassLoader(loader);
            run(
                    options(),
                    () -> System.out.println(
                            Thread.currentThread().getContextClassLoader().getResource("found.txt") != null));
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(lines).containsExactly("OUT true");
    }
}

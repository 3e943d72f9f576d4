package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a process has started, when it ends, and with how much of the machine it runs. */
@Tag("process")
@EnabledOnOs(OS.LINUX)
class StartedProgramsTest {
    @TempDir
    private Path folder;

    private static void startLost(String file) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "sleep 600 >/dev/null 2>&1 </dev/null & echo $! > " + file)
                .start()
                .waitFor();
    }

    private long lostBy(JvmOptions options) throws Exception {
        String file = folder.resolve("pid").toString();
        try (JvmProcess process =
                JvmProcess.builder(() -> startLost(file)).options(options).start()) {
            process.join();
            assertThat(process.exit()).contains(new ProcessExit.Code(0));
        }
        return Long.parseLong(Files.readString(Path.of(file)).strip());
    }

    private static boolean runs(long pid) {
        return ProcessIdentity.of(pid).isPresent();
    }

    @Test
    void endsWithAProcessThatReturnsIfThatIsAskedFor() throws Exception {
        assertThat(runs(lostBy(JvmOptions.builder().endsPrograms(true).build())))
                .isFalse();
    }

    @Test
    void outlivesAProcessThatReturnsByDefault() throws Exception {
        long pid = lostBy(JvmOptions.defaults());
        assertThat(runs(pid)).isTrue();
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
        await().atMost(60, TimeUnit.SECONDS).until(() -> !runs(pid));
    }

    @Test
    void namesTheProcessesThatAProgramComesFromTheOutermostFirst() {
        Map<String, String> environment = new HashMap<>();
        StartedPrograms.mark(environment, Path.of("/root/7-8-9/process-3"));
        StartedPrograms.mark(environment, Path.of("/root/10-8-9/process-1"));
        assertThat(environment).containsEntry(StartedPrograms.VARIABLE, ":7-8-9/process-3:10-8-9/process-1:");
    }

    @Test
    void aKeptProgramComesFromNowhereAndWhatItStartsIsItsOwn() {
        ProcessBuilder program = new ProcessBuilder("none");
        StartedPrograms.mark(program.environment(), Path.of("/root/7-8-9/process-3"));
        JvmProcess.keep(program);
        StartedPrograms.mark(program.environment(), Path.of("/root/10-8-9/process-1"));
        assertThat(program.environment()).containsEntry(StartedPrograms.VARIABLE, ":10-8-9/process-1:");
    }

    @Test
    void aProcessHasLessClaimToTheProcessorsAndOnlyThoseItIsGiven() throws Exception {
        Path file = folder.resolve("seen");
        String name = file.toString();
        JvmOptions options = JvmOptions.builder().niceness(7).cpus(0).build();
        try (JvmProcess process = JvmProcess.builder(() -> {
                    String nice = Files.readString(Path.of("/proc/self/stat")).replaceFirst(".*\\) ", "");
                    Files.writeString(
                            Path.of(name),
                            nice.split(" ")[16] + " " + Runtime.getRuntime().availableProcessors());
                })
                .options(options)
                .start()) {
            process.join();
        }
        long own = Long.parseLong(Files.readString(Path.of("/proc/self/stat"))
                .replaceFirst(".*\\) ", "")
                .split(" ")[16]);
        assertThat(file).hasContent(Math.min(19, own + 7) + " 1");
    }

    @Test
    void refusesANicenessAndProcessorsThatThereAreNot() {
        JvmOptions.Builder builder = JvmOptions.builder();
        assertThatThrownBy(() -> builder.niceness(20)).hasMessage("niceness not from 0 to 19: niceness=20");
        assertThatThrownBy(() -> builder.niceness(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.cpus(-1)).hasMessage("not the number of a processor: cpu=-1");
        assertThatThrownBy(builder::cpus).hasMessage("no processors given");
        assertThat(builder.cpus(3, 1).cpus(2, 0).build().cpus()).containsExactly(0, 2);
        assertThat(builder.build().toBuilder().build()).isEqualTo(builder.build());
    }
}

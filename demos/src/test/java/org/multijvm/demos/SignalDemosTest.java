package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demos of signals and of remote commands show what their articles say. */
@Tag("process")
class SignalDemosTest {
    @TempDir
    private Path folder;

    @Test
    void anAlarmEndsAProgramUnlessItIsHandledOrCancelled() throws Exception {
        assertThat(DemoRun.of(folder, "alarm", "--delay", "5").lines())
                .containsExactly(
                        "without a handler: Signal[number=14]",
                        "the alarm rings",
                        "the program goes on",
                        "with a handler: Code[value=0]",
                        "the alarm is cancelled: true",
                        "cancelled: Code[value=0]",
                        "SIGUSR2 ends the pause",
                        "pause: Code[value=0]");
    }

    @Test
    void aProcessIgnoresSigintAndAPoolEndsAtItWithoutAStackTrace() throws Exception {
        assertThat(DemoRun.of(folder, "sigint-ignored").lines())
                .containsExactly(
                        "after SIGINT the process answers",
                        "after SIGTERM: Signal[number=15]",
                        "a pool of 2 workers under Ctrl-C: ended=true, exit code=130, it says []");
    }

    @Test
    void aCommandRunsByPasswordAndByKeyAndAnUnknownHostIsRefused() throws Exception {
        assertThat(DemoRun.of(folder, "remote-command").lines())
                .containsExactly(
                        "unknown host key: refused: Server key did not validate",
                        "by password: exit code=3, output=hello from a shell",
                        "by key: exit code=3, output=hello from a shell",
                        "by a wrong password: refused: No more authentication methods available");
    }

    @Test
    void anUnknownHostIsTakenIfThatIsAllowed() throws Exception {
        assertThat(DemoRun.of(folder, "remote-command", "--allow-unknown", "--command", "echo $((6 * 7))")
                        .lines())
                .hasSize(4)
                .startsWith("unknown host key: exit code=0, output=42", "by password: exit code=0, output=42");
    }
}

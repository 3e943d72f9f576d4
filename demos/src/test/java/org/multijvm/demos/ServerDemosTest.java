package org.multijvm.demos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The demos of socket servers show what they promise. */
@Tag("integration")
@Timeout(120)
class ServerDemosTest {
    @TempDir
    Path folder;

    @Test
    void threadsServeManyCallersAtOnce() throws Exception {
        assertThat(DemoRun.of(folder, "threading-tcp-server", "--callers", "2").lines())
                .containsExactly(
                        "caller 0 hears: welcome to 10086, press 0 for a person",
                        "caller 1 hears: welcome to 10086, press 0 for a person",
                        "caller 0 presses 0: this call may be recorded",
                        "caller 1 presses 0: this call may be recorded",
                        "caller 0 presses 7: there is no 7, try again",
                        "caller 1 presses 7: there is no 7, try again",
                        "caller 0 presses exit: goodbye",
                        "caller 1 presses exit: goodbye");
    }

    @Test
    void aUnixDomainSocketServesAsAPortDoes() throws Exception {
        String path = folder.resolve("calls").toString();
        assertThat(DemoRun.of(folder, "threading-tcp-server", "--callers", "1", "--unix", path)
                        .lines())
                .containsExactly(
                        "caller 0 hears: welcome to 10086, press 0 for a person",
                        "caller 0 presses 0: this call may be recorded",
                        "caller 0 presses 7: there is no 7, try again",
                        "caller 0 presses exit: goodbye");
        assertThat(folder.resolve("calls")).doesNotExist();
    }

    @Test
    void aCrashTakesDownOneCallerOnly() throws Exception {
        DemoRun run = DemoRun.ofAnyEnd(folder, "forking-tcp-server");
        assertThat(run.exit()).isZero();
        List<Long> first = run.numbers("first talks to (\\d+)");
        List<Long> second = run.numbers("second to (\\d+)");
        assertThat(first).hasSize(1).doesNotContainAnyElementsOf(second).doesNotContain(run.pid());
        assertThat(second).hasSize(1).doesNotContain(run.pid());
        assertThat(run.lines())
                .contains("first presses crash: the line is dead", "second presses 0: this call may be recorded");
    }

    @Test
    void datagramsComeBackInUpperCase() throws Exception {
        assertThat(DemoRun.of(folder, "threading-udp-server").lines())
                .containsExactly("'hello' -> 'HELLO'", "'' -> ''", "'are you there?' -> 'ARE YOU THERE?'");
    }

    @Test
    void twoChatByDatagrams() throws Exception {
        assertThat(DemoRun.of(folder, "udp-chat").lines())
                .containsExactly(
                        "first: hello",
                        "second: you say hello",
                        "first: how is the weather?",
                        "second: you say how is the weather?",
                        "first: bye",
                        "second: see you");
        assertThat(DemoRun.typing(folder, List.of("typed"), "udp-chat").lines())
                .containsExactly("second: you say typed", "second: see you");
    }

    @Test
    @EnabledIf("canMakeATerminal")
    void atATerminalAChatAsks() throws Exception {
        try (DemoTalk talk = DemoTalk.startAtTerminal(folder, "udp-chat")) {
            for (String line : List.of("hello", "bye")) {
                talk.awaitLine("first: ");
                talk.type(line);
                talk.awaitLine("first: " + line);
            }
            talk.awaitEnd();
            assertThat(talk.lines())
                    .containsSubsequence("first: hello", "second: you say hello", "first: bye", "second: see you");
        }
    }

    static boolean canMakeATerminal() {
        return Files.isExecutable(Path.of("/usr/bin/script"));
    }

    @Test
    void oneThreadServesAThousandClients() throws Exception {
        assertThat(DemoRun.of(folder, "select-server").lines())
                .containsExactly("1000 clients at once, 1 thread, 1000 answers");
    }

    @Test
    void aThousandClientsHaveThreadsOfTheirOwn() throws Exception {
        String kind = Runtime.version().feature() >= 21 ? "virtual" : "platform";
        assertThat(DemoRun.of(folder, "echo-virtual-threads").lines())
                .containsExactly("1000 clients at once, each in a " + kind + " thread, 1000 answers");
    }

    @Test
    void eachClientsProcessIsReaped() throws Exception {
        assertThat(DemoRun.of(folder, "fork-server-reaps", "--clients", "3").lines())
                .containsExactly(
                        "client 0: goodbye",
                        "client 1: goodbye",
                        "client 2: goodbye",
                        "3 processes for 3 clients, left: 0");
    }
}

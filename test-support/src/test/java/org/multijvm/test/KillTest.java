package org.multijvm.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@Tag("process")
@EnabledOnOs({OS.LINUX, OS.MAC})
class KillTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Process process;

    @BeforeEach
    void startAVictim() throws IOException {
        process = sleeper();
    }

    @AfterEach
    void killTheVictim() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Test
    void killsWithSignal9() throws InterruptedException {
        Kill.kill(process.pid());

        Kill.awaitDeath(process.pid(), SOON);
        assertThat(process.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void terminatesWithSignal15() throws InterruptedException {
        Kill.terminate(process.pid());

        assertThat(process.waitFor()).isEqualTo(128 + 15);
    }

    @Test
    void interruptsWithSignal2() throws Exception {
        Kill.interrupt(process.pid());

        assertThat(process.waitFor()).isEqualTo(128 + 2);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void stopsAndResumes() throws IOException {
        Kill.stop(process.pid());
        awaitState(ProcessState.STOPPED);

        Kill.resume(process.pid());
        awaitState(ProcessState.RUNNING);
    }

    @Test
    void saysThatNobodyHasThePidItShallStop() throws InterruptedException {
        process.destroyForcibly().waitFor();

        assertThatThrownBy(() -> Kill.stop(process.pid()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot send a signal: signal=STOP, pid=" + process.pid());
    }

    @Test
    void saysThatSomeoneStillLives() {
        assertThatThrownBy(() -> Kill.awaitDeath(process.pid(), Duration.ofMillis(50)))
                .isInstanceOf(ConditionTimeoutException.class)
                .hasMessageContaining("pid=" + process.pid());
    }

    @Test
    void killsAtRandomTimesWhoeverMayBeKilled() throws Exception {
        ConcurrentLinkedQueue<Process> victims = new ConcurrentLinkedQueue<>(List.of(sleeper(), sleeper(), sleeper()));
        RandomKiller killer = RandomKiller.start(4711, Duration.ofMillis(5), () -> pidsOfTheLiving(victims));
        try (killer) {
            Awaitility.await().atMost(SOON).until(() -> pidsOfTheLiving(victims).isEmpty());
        }
        // it counts after the kill: only once it is closed everything has been counted
        assertThat(killer.kills()).isGreaterThanOrEqualTo(3);
    }

    private static List<Long> pidsOfTheLiving(ConcurrentLinkedQueue<Process> processes) {
        return processes.stream().filter(Process::isAlive).map(Process::pid).collect(Collectors.toList());
    }

    private static Process sleeper() throws IOException {
        // what is started by a background job of a shell ignores SIGINT, unless it is told otherwise
        Process sleeper = new ProcessBuilder("env", "--default-signal=INT", "sleep", "600").start();
        // until env has become sleep a signal may still be ignored, and lost
        Awaitility.await().atMost(SOON).until(() -> !commandLine(sleeper).contains("--default-signal"));
        return sleeper;
    }

    private static String commandLine(Process process) {
        return process.info().commandLine().orElse("ended");
    }

    private void awaitState(ProcessState state) {
        Awaitility.await().atMost(SOON).until(() -> ProcessState.of(process.pid()) == state);
    }
}

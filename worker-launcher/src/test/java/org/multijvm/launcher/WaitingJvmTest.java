package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("process")
@Timeout(120)
class WaitingJvmTest {
    private static final JvmOptions OPTIONS = JvmOptions.defaults();

    private static void nothing() {}

    private static List<ProcessHandle> children() {
        return ProcessHandle.current().children().toList();
    }

    private static void awaitNoChild() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> children().isEmpty());
    }

    private static JvmProcess process(WaitingJvm waiting, JvmOptions options) {
        return JvmProcess.builder(WaitingJvmTest::nothing)
                .name("late")
                .options(options)
                .in(waiting)
                .start();
    }

    @Test
    void aProcessBeginsInIt() throws Exception {
        try (WaitingJvm waiting = WaitingJvm.start(OPTIONS, WaitingJvmTest::nothing)) {
            ProcessHandle started = children().get(0);
            try (JvmProcess process = process(waiting, OPTIONS)) {
                assertThat(process.pid()).isEqualTo(started.pid());
                assertThat(process.name()).isEqualTo("late");
                process.join();
                assertThat(process.exit()).contains(new ProcessExit.Code(0));
            }
        }
    }

    @Test
    void theSecondProcessOfTheSameBuilderIsANewOne() throws Exception {
        try (WaitingJvm waiting = WaitingJvm.start(OPTIONS, WaitingJvmTest::nothing)) {
            try (JvmProcess first = process(waiting, OPTIONS);
                    JvmProcess second = process(waiting, OPTIONS)) {
                assertThat(second.pid()).isNotEqualTo(first.pid());
                first.join();
                second.join();
                assertThat(second.exit()).contains(new ProcessExit.Code(0));
            }
        }
    }

    @Test
    void aProcessWithOtherOptionsBeginsElsewhere() throws Exception {
        JvmOptions others = JvmOptions.builder().systemProperty("other", "1").build();
        try (WaitingJvm waiting = WaitingJvm.start(OPTIONS, WaitingJvmTest::nothing)) {
            ProcessHandle started = children().get(0);
            try (JvmProcess process = process(waiting, others)) {
                assertThat(process.pid()).isNotEqualTo(started.pid());
                process.join();
            }
        }
        awaitNoChild();
    }

    @Test
    void itEndsWhenItIsClosedAndNothingHasBegunInIt() {
        WaitingJvm waiting = WaitingJvm.start(OPTIONS, WaitingJvmTest::nothing);
        assertThat(children()).hasSize(1);
        waiting.close();
        awaitNoChild();
        assertThat(JvmProcess.activeChildren()).isEmpty();
    }

    @Test
    void oneThatHasDiedIsNotTaken() throws Exception {
        try (WaitingJvm waiting = WaitingJvm.start(OPTIONS, WaitingJvmTest::nothing)) {
            children().get(0).destroyForcibly();
            awaitNoChild();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> folders() == 0);
            try (JvmProcess process = process(waiting, OPTIONS)) {
                process.join();
                assertThat(process.exit()).contains(new ProcessExit.Code(0));
            }
        }
    }

    /** Of processes: one that has ended has none any more. */
    private static long folders() {
        String[] names = SessionFolder.current().path().toFile().list((folder, name) -> name.startsWith("process-"));
        return names == null ? 0 : names.length;
    }

    @Test
    void whatCannotBeStartedIsTold() {
        JvmOptions nowhere = JvmOptions.builder().javaHome(Path.of("/nowhere")).build();
        assertThatThrownBy(() -> WaitingJvm.start(nowhere, WaitingJvmTest::nothing))
                .isInstanceOf(ProcessStartException.class)
                .hasMessageContaining("/nowhere");
    }
}

package org.multijvm.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that hang are run within the test, with a limit of 0.2 s. */
@Tag("process")
class DeadlockDumpTest {
    private static final ByteArrayOutputStream PRINTED = new ByteArrayOutputStream();

    private final PrintStream stderr = System.err;

    @BeforeEach
    void catchWhatIsPrinted() {
        PRINTED.reset();
        System.setErr(new PrintStream(PRINTED, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveStandardErrorBack() {
        System.setErr(stderr);
    }

    @Test
    void printsTheStacksOfThisJvmAndOfItsChildrenWhileATestHangs() {
        assertThat(Engine.failureOf(HangsWithAChild.class)).isEqualTo("no failure");

        assertThat(printed())
                .contains("=== test still runs", "HangsWithAChild", "seconds=0.2")
                .contains(
                        "=== this JVM: pid=" + ProcessHandle.current().pid(), "DeadlockDumpTest$HangsWithAChild.hangs")
                .contains("=== JVM: pid=", "SleepingMain.main");
    }

    @Test
    void printsTheStacksWhenATestFailsByATimeOut() {
        assertThat(Engine.failureOf(RunsIntoATimeOut.class)).contains("TimeoutException");

        assertThat(printed()).contains("=== test fails by a time-out", "RunsIntoATimeOut", "=== this JVM");
    }

    @Test
    void printsTheStacksWhenAConditionIsNotMetInTime() {
        assertThat(Engine.failureOf(WaitsInVain.class)).contains("ConditionTimeoutException");

        assertThat(printed()).contains("=== test fails by a time-out", "WaitsInVain", "=== this JVM");
    }

    @Test
    void printsNothingForATestThatIsQuickOrFailsOtherwise() {
        assertThat(Engine.failureOf(Fails.class)).contains("its own");

        assertThat(printed()).isEmpty();
    }

    private static String printed() {
        return PRINTED.toString(StandardCharsets.UTF_8);
    }

    static class HangsWithAChild {
        @Test
        void hangs() throws Exception {
            Process child = SleepingMain.start();
            try {
                Awaitility.await()
                        .pollInSameThread()
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> printed().contains("=== end of the dump"));
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
    }

    static class RunsIntoATimeOut {
        @Test
        @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
        void hangs() throws InterruptedException {
            Thread.sleep(60_000);
        }
    }

    static class WaitsInVain {
        @Test
        void waits() {
            Awaitility.await().pollInSameThread().atMost(Duration.ofMillis(150)).until(() -> false);
        }
    }

    static class Fails {
        @Test
        void fails() {
            throw new IllegalStateException("its own");
        }
    }
}

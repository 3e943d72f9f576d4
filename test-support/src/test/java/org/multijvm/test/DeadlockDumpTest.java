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

/** Tests that hang are run within the test. */
@Tag("process")
class DeadlockDumpTest {
    /** A new one for each test: the last words of a dump may come after the test that waited for it. */
    private static ByteArrayOutputStream printed = new ByteArrayOutputStream();

    private final PrintStream stderr = System.err;

    @BeforeEach
    void catchWhatIsPrinted() {
        printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void giveStandardErrorBack() {
        System.setErr(stderr);
    }

    @Test
    void printsTheStacksOfThisJvmAndOfItsChildrenWhileATestHangs() throws Exception {
        // started here, so that it runs when the dump is made, however long that takes
        Process child = SleepingMain.start();
        try {
            assertThat(Engine.failureOfHanging(Hangs.class)).isEqualTo("no failure");
        } finally {
            child.destroyForcibly().waitFor();
        }

        assertThat(printed())
                .contains("=== test still runs", "Hangs", "seconds=0.2")
                .contains("=== this JVM: pid=" + ProcessHandle.current().pid(), "DeadlockDumpTest$Hangs.hangs")
                .contains("=== JVM: pid=" + child.pid(), "SleepingMain.main");
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
        return printed.toString(StandardCharsets.UTF_8);
    }

    static class Hangs {
        @Test
        void hangs() {
            Awaitility.await()
                    .pollInSameThread()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> printed().contains("=== end of the dump"));
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

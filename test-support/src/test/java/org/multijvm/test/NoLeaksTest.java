package org.multijvm.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Each thing that may leak does so in a class of its own, which is run within the test and must fail. */
@Tag("unit")
class NoLeaksTest {
    private static final String ROOT = "multijvm.session.root";

    private static AutoCloseable left = () -> {};
    private static Path session = Path.of("/nowhere");

    @BeforeEach
    void makeASessionFolder(@TempDir Path root) throws IOException {
        System.setProperty(ROOT, root.toString());
        session = Files.createDirectories(
                root.resolve(SessionFiles.OURS + "/" + ProcessHandle.current().pid() + "-1"));
    }

    @AfterEach
    void takeAwayWhatWasLeftOnPurpose() throws Exception {
        left.close();
        left = () -> {};
        try (Stream<Path> files = Files.walk(session)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        }
        System.clearProperty(ROOT);
    }

    @Test
    @Tag("process")
    void failsATestThatLeavesAChildProcess() {
        assertThat(Engine.failureOf(LeavesAProcess.class))
                .contains("the test leaves something behind: test=leaks()", "process: pid=", "sleep 60");
    }

    @Test
    @Tag("process")
    void doesNotMindAProcessThatEndsWhileItWaits() {
        assertThat(Engine.failureOfPatient(LeavesAShortProcess.class)).isEqualTo("no failure");
    }

    @Test
    void failsATestThatLeavesAThreadOfOurName() {
        assertThat(Engine.failureOf(LeavesANamedThread.class))
                .contains("leaks=1", "thread: name=multijvm-left, state=WAITING", "java.util.TimerThread");
    }

    @Test
    void failsATestThatLeavesAThreadOfAnotherNameInOurCode() {
        assertThat(Engine.failureOf(LeavesAThreadInOurCode.class)).contains("leaks=1", "thread: name=nobody");
    }

    @Test
    void doesNotMindAThreadThatIsStartedOnceAJvm() {
        assertThat(Engine.failureOfPatient(LeavesAThreadOfTheJvm.class)).isEqualTo("no failure");
    }

    @Test
    void doesNotMindAThreadThatHasTakenTheWorkOfOneThatWasThere() {
        assertThat(Engine.failureOfPatient(ReplacesAThread.class)).isEqualTo("no failure");
    }

    @Test
    void failsATestThatLeavesMoreThreadsOfANameThanThereWere() {
        assertThat(Engine.failureOf(ReplacesAThreadByTwo.class)).contains("leaks=1", "thread: name=multijvm-loop");
    }

    @Test
    void failsATestThatLeavesASharedFile() {
        assertThat(Engine.failureOf(LeavesASharedFile.class))
                .contains(
                        "leaks=2",
                        "path=" + session.resolve("ring"),
                        "path=" + session.resolve("ring/left") + ", bytes=3");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void failsATestThatLeavesAnOpenDescriptorOfASharedFile() {
        assertThat(Engine.failureOf(LeavesAnOpenFile.class))
                .contains("leaks=1", "descriptor: number=", "target=" + session.resolve("left") + " (deleted)");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void failsATestThatLeavesASocket() {
        assertThat(Engine.failureOf(LeavesASocket.class)).contains("leaks=1", "target=socket:[");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void failsATestThatLeavesAPipe() {
        assertThat(Engine.failureOf(LeavesAPipe.class)).contains("leaks=2", "target=pipe:[");
    }

    @Test
    void failsAClassWhoseTestsShareWhatNobodyCloses() {
        assertThat(Engine.failureOf(LeavesAFieldOpen.class))
                .contains("test=NoLeaksTest$LeavesAFieldOpen, leaks=1")
                .doesNotContain("AND");
    }

    @Test
    void tellsALeakOnceThoughItIsAlsoOneOfTheClass() {
        assertThat(Engine.failureOf(LeavesANamedThread.class)).doesNotContain("AND");
    }

    @Test
    void addsTheLeakToTheFailureOfTheTestItself() {
        Throwable failure = Engine.run(FailsAndLeaves.class).testEvents().executions().failed().stream()
                .findFirst()
                .orElseThrow()
                .getTerminationInfo()
                .getExecutionResult()
                .getThrowable()
                .orElseThrow();

        assertThat(failure).hasMessage("its own");
        assertThat(failure.getSuppressed()).anySatisfy(leak -> assertThat(leak).hasMessageContaining("multijvm-left"));
    }

    @Test
    void letsATestPassThatCleansUp() {
        assertThat(Engine.failureOfPatient(CleansUp.class)).isEqualTo("no failure");
    }

    @Test
    void letsATestPassThatOnlyLeavesItsThreadInterrupted() {
        assertThat(Engine.failureOfPatient(LeavesAnInterrupt.class)).isEqualTo("no failure");
    }

    private static void leave(AutoCloseable thing) {
        left = thing;
    }

    /** A thread that waits until it is closed, and runs our code when this returns. */
    private static Thread waitingThread(String name) {
        CountDownLatch begin = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Runnable body = () -> {
            begin.countDown();
            awaitEnd(end);
        };
        Thread thread = new Thread(body, name);
        thread.start();
        awaitEnd(begin);
        leave(() -> {
            end.countDown();
            thread.join();
        });
        return thread;
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    @ExtendWith(NoLeaks.class)
    static class LeavesAProcess {
        @Test
        void leaks() throws IOException {
            Process process = new ProcessBuilder("sleep", "60").start();
            leave(() -> process.destroyForcibly().waitFor());
        }
    }

    static class LeavesAShortProcess {
        @Test
        void leaks() throws IOException {
            new ProcessBuilder("sleep", "0.5").inheritIO().start();
        }
    }

    /** None of our code is on its stack: only the name tells. */
    static class LeavesANamedThread {
        @Test
        void leaks() {
            Timer timer = new Timer("multijvm-left");
            leave(timer::cancel);
            Awaitility.await().pollInSameThread().atMost(Duration.ofSeconds(60)).until(() -> waits("multijvm-left"));
        }

        private static boolean waits(String name) {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals(name) && thread.getState() == Thread.State.WAITING);
        }
    }

    static class LeavesAThreadInOurCode {
        @Test
        void leaks() {
            waitingThread("nobody");
        }
    }

    static class LeavesAThreadOfTheJvm {
        @Test
        void leaks() {
            waitingThread("multijvm-futex-loader");
        }
    }

    static class ReplacesAThread {
        @BeforeAll
        static void startsOne() {
            waitingThread("multijvm-loop");
        }

        @Test
        void replacesIt() throws Exception {
            left.close();
            waitingThread("multijvm-loop");
        }

        @AfterAll
        static void endsTheLast() throws Exception {
            left.close();
        }
    }

    static class ReplacesAThreadByTwo {
        @BeforeAll
        static void startsOne() {
            waitingThread("multijvm-loop");
        }

        @Test
        void replacesIt() throws Exception {
            left.close();
            waitingThread("multijvm-loop");
            AutoCloseable first = left;
            waitingThread("multijvm-loop");
            AutoCloseable second = left;
            leave(() -> {
                first.close();
                second.close();
            });
        }

        @AfterAll
        static void endsTheLast() throws Exception {
            left.close();
        }
    }

    static class LeavesASharedFile {
        @Test
        void leaks() throws IOException {
            Files.createDirectory(session.resolve("ring"));
            Files.write(session.resolve("ring/left"), new byte[3]);
        }
    }

    static class LeavesAnOpenFile {
        @Test
        void leaks() throws IOException {
            Path file = Files.createFile(session.resolve("left"));
            InputStream open = new FileInputStream(file.toFile());
            leave(open);
            Files.delete(file);
        }
    }

    static class LeavesASocket {
        @Test
        void leaks() throws IOException {
            leave(new ServerSocket(0));
        }
    }

    static class LeavesAPipe {
        @Test
        void leaks() throws IOException {
            Pipe pipe = Pipe.open();
            leave(() -> {
                pipe.sink().close();
                pipe.source().close();
            });
        }
    }

    /** A field is there before the snapshot of its test. */
    static class LeavesAFieldOpen {
        private final Thread pool = waitingThread("multijvm-field");

        @Test
        void uses() {
            assertThat(pool.isAlive()).isTrue();
        }
    }

    static class FailsAndLeaves {
        @Test
        void fails() {
            waitingThread("multijvm-left");
            throw new IllegalStateException("its own");
        }
    }

    static class CleansUp {
        @Test
        void cleansUp() throws Exception {
            Process process = new ProcessBuilder("sleep", "60").start();
            Thread thread = waitingThread("multijvm-closed");
            Path file = Files.createFile(session.resolve("removed"));
            try (ServerSocket socket = new ServerSocket(0);
                    InputStream open = new FileInputStream(file.toFile())) {
                assertThat(List.of(socket.isBound(), open.available() == 0)).containsOnly(true);
            }
            Files.delete(file);
            process.destroyForcibly();
            left.close();
            thread.join();
        }
    }

    static class LeavesAnInterrupt {
        @Test
        void leaks() throws IOException {
            new ProcessBuilder("sleep", "0.1").inheritIO().start();
            Thread.currentThread().interrupt();
        }

        @AfterEach
        void stays() {
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        }
    }
}

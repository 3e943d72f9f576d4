package org.multijvm.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("process")
class SessionFolderTest {
    @TempDir
    Path root;

    /** Makes its session folder and ends, which sweeps others and removes the user's folder. */
    public static final class ShortSession {
        private ShortSession() {}

        public static void main(String[] arguments) throws IOException {
            Files.createFile(SessionFolder.current().newPath("file"));
        }
    }

    private List<String> java(Class<?> main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dmultijvm.session.root=" + root,
                main.getName());
    }

    private List<Process> startSessions(int count) throws IOException {
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new ProcessBuilder(java(ShortSession.class)).inheritIO().start());
        }
        return all;
    }

    @Test
    void sessionsThatBeginAndEndTogetherDoNotDisturbOneAnother() throws Exception {
        for (int round = 0; round < 3; round++) {
            Path users = Files.createDirectories(root.resolve(UserFolder.name()));
            Files.createDirectories(users.resolve("1-1-" + PidNamespace.CURRENT + "/left/behind"));
            for (Process session : startSessions(6)) {
                assertThat(session.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(session.exitValue()).isZero();
            }
            assertThat(users).doesNotExist();
        }
    }

    /** Makes its session folder, says which, and lives until its standard input ends or it is killed. */
    public static final class LongSession {
        private LongSession() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(SessionFolder.current().path());
            System.in.read();
        }
    }

    /** Pids of another namespace mean nothing here: that the owner's is not to be found must not cost it its folder. */
    @Test
    void aSessionInAnotherContainerIsLeftAloneWhileItLivesAndSweptWhenItWasKilled() throws Exception {
        assumeTrue(namespacesCanBeMade(), "unshare is not permitted");
        List<String> command = new ArrayList<>(List.of("unshare", "--pid", "--fork", "--mount-proc", "--kill-child"));
        command.addAll(java(LongSession.class));
        Process container = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = container.inputReader()) {
            Path theirs = Path.of(output.readLine());
            assertThat(theirs).isDirectory();
            runShortSession();
            assertThat(theirs).isDirectory();
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(SessionLock.file(theirs)));
            runShortSession();
            assertThat(theirs).isDirectory();
            container.destroyForcibly();
            assertThat(container.waitFor(60, TimeUnit.SECONDS)).isTrue();
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                runShortSession();
                assertThat(theirs).doesNotExist();
            });
            assertThat(root.resolve(UserFolder.name())).doesNotExist();
        } finally {
            container.destroyForcibly();
        }
    }

    @Test
    void whatCannotBeJudgedStays() throws Exception {
        Path users = Files.createDirectories(root.resolve(UserFolder.name()));
        Path unlocked = Files.createDirectories(users.resolve("1-1-1"));
        Path foreign = Files.createDirectories(users.resolve("some-thing-else"));
        Path dead = Files.createDirectories(users.resolve("1-1-" + PidNamespace.CURRENT));
        SessionOwner.sweep(users);
        assertThat(unlocked).isDirectory();
        assertThat(foreign).isDirectory();
        assertThat(dead).doesNotExist();
        Files.createFile(SessionLock.file(unlocked));
        Path left = Files.createFile(users.resolve("1-2-1.lock"));
        SessionOwner.sweep(users);
        assertThat(unlocked).doesNotExist();
        assertThat(SessionLock.file(unlocked)).doesNotExist();
        assertThat(left).doesNotExist();
    }

    private static boolean namespacesCanBeMade() throws InterruptedException {
        try {
            Process probe = new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "true")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }

    private void runShortSession() throws Exception {
        Process session = startSessions(1).get(0);
        assertThat(session.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(session.exitValue()).isZero();
    }

    @Test
    void makesFilesForTheOwnerOnlyAndSaysWhatSpaceIsMissing() throws Exception {
        Path file = SessionFolder.createFile(root.resolve("small"), 10_000);
        assertThat(file).hasSize(10_000);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> SessionFolder.createFile(root.resolve("large"), 1L << 60))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no space: file=")
                .hasMessageContaining("-Dmultijvm.session.root")
                .hasMessageContaining("needed=");
        assertThat(root.resolve("large")).doesNotExist();
    }

    /** Asks twice for a session folder that cannot be made, and prints what it is told. */
    public static final class NoSession {
        private NoSession() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    SessionFolder.current();
                } catch (UncheckedIOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void saysEachTimeWhyThereCanBeNoSession() throws Exception {
        Process session = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-Dmultijvm.session.root=not/there",
                        NoSession.class.getName())
                .directory(root.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String expected =
                "cannot make the session folder, the system property multijvm.session.root names another place:"
                        + " cause=java.nio.file.NoSuchFileException: "
                        + root.toRealPath().resolve("not/there/" + UserFolder.name());
        try (BufferedReader output = session.inputReader()) {
            assertThat(output.lines()).containsExactly(expected, expected);
        }
        assertThat(session.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** As another user would have made it, to look into it; the link is one that could lead anywhere. */
    @Test
    void whatSomebodyElseMadeUnderOurNameIsPassedOver() throws Exception {
        Path elsewhere = Files.createDirectories(root.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve(UserFolder.name()), elsewhere);
        Files.createFile(root.resolve(UserFolder.name() + "-1"));
        int next = 2;
        Path foreign = Files.createDirectories(root.resolve(UserFolder.name() + "-2"));
        try {
            Files.setAttribute(foreign, "unix:uid", 12345);
            next++;
        } catch (IOException notTheSuperuser) {
            Files.delete(foreign);
        }
        for (int i = 0; i < 2; i++) {
            Process session = new ProcessBuilder(java(LongSession.class)).start();
            try (BufferedReader output = session.inputReader();
                    BufferedReader errors = session.errorReader()) {
                Path taken = Path.of(output.readLine());
                assertThat(taken.getParent()).isEqualTo(root.resolve(UserFolder.name() + "-" + next));
                session.getOutputStream().close();
                assertThat(errors.lines().filter(line -> line.contains("another one is taken")))
                        .hasSize(1);
            }
            assertThat(session.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(root.resolve(UserFolder.name() + "-" + next)).doesNotExist();
    }

    @Test
    void theUsersFolderIsNamedByTheNumberOfTheUser() throws Exception {
        Path file = Files.createFile(root.resolve("own"));
        assertThat(UserFolder.name()).isEqualTo("multijvm-" + Files.getAttribute(file, "unix:uid"));
    }
}

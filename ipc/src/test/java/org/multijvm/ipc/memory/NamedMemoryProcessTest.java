package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.launcher.SessionFolder;

/** JVMs that know nothing of each other but a name. */
@Tag("process")
class NamedMemoryProcessTest {
    private static final int NAMES = 300;
    private final String name = "named-" + ProcessHandle.current().pid();

    @Test
    void isFoundByItsNameInAnotherJvm() {
        try (SharedMemory memory = SharedMemory.create(name, 8);
                ChildJvm child = ChildJvm.start(Writer.class, name)) {
            assertThat(child.line()).isEqualTo("8 0");
            assertThat(memory.buffer().getLong(0)).isEqualTo(77);
            child.kill();
            // who is attached ends, and takes nothing with it
            assertThat(SharedMemory.attach(name).buffer().getLong(0)).isEqualTo(77);
            memory.unlink();
        }
    }

    /** Attaches by name, prints what is there, writes and lives on. */
    static final class Writer {
        public static void main(String[] args) throws InterruptedException {
            SharedMemory memory = SharedMemory.attach((String) ChildJvm.given(args)[0]);
            long before = memory.buffer().getLong(0);
            memory.buffer().putLong(0, 77);
            System.out.println(memory.size() + " " + before);
            Thread.sleep(60_000);
        }
    }

    @Test
    void goesWithAKilledCreatorAsSoonAsAnotherJvmStarts() {
        Path data;
        SharedMemory attached;
        try (ChildJvm child = ChildJvm.start(Creator.class, name, false)) {
            data = Path.of(child.line());
            attached = SharedMemory.attach(name);
            child.kill();
        }
        attached.buffer().putLong(0, 5);
        assertThat(attached.buffer().getLong(0)).isEqualTo(5);
        try (ChildJvm sweeper = ChildJvm.start(Sweeper.class)) {
            assertThat(sweeper.exit()).isZero();
        }
        assertThat(Files.exists(data)).isFalse();
        assertThat(Files.exists(link(), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThatThrownBy(() -> SharedMemory.attach(name)).hasCauseInstanceOf(NoSuchFileException.class);
        SharedMemory anew = SharedMemory.create(name, 8);
        assertThat(anew.buffer().getLong(0)).isZero();
        anew.unlink();
    }

    @Test
    void leavesItsNameToTheNextWhenItsCreatorIsKilled() {
        try (ChildJvm child = ChildJvm.start(Creator.class, name, false)) {
            Path data = Path.of(child.line());
            child.kill();
            // as the sweep of some JVM's start would
            SessionFolder.delete(data.getParent());
        }
        SharedMemory anew = SharedMemory.create(name, 8);
        assertThat(anew.buffer().getLong(0)).isZero();
        anew.unlink();
    }

    @Test
    void goesWithACreatorThatEndsWithoutUnlinking() {
        try (ChildJvm child = ChildJvm.start(Creator.class, name, false)) {
            Path data = Path.of(child.line());
            child.line();
            assertThat(Files.exists(data)).isTrue();
            SharedMemory memory = SharedMemory.attach(name);
            memory.buffer().putLong(0, 1);
            assertThat(child.exit()).isZero();
            assertThat(Files.exists(data)).isFalse();
            assertThat(Files.exists(link(), LinkOption.NOFOLLOW_LINKS)).isFalse();
        }
        assertThatThrownBy(() -> SharedMemory.attach(name)).hasCauseInstanceOf(NoSuchFileException.class);
        SharedMemory.create(name, 8).unlink();
    }

    /** The JVM was told already to delete the name, and cannot be told that it is another's now. */
    @Test
    void aNameThatIsRemovedInAShutdownHookAndGivenAnewStaysTheNewOnes() throws Exception {
        try (ChildJvm child = ChildJvm.start(HookRemover.class, name)) {
            assertThat(child.line()).isEqualTo("removed");
            SharedMemory anew = SharedMemory.create(name, 8);
            anew.buffer().putLong(0, 6);
            SharedMemory go = SharedMemory.create(name + "-go", 1);
            assertThat(child.exit()).isZero();
            go.unlink();
            assertThat(SharedMemory.attach(name).buffer().getLong(0)).isEqualTo(6);
            anew.unlink();
        }
    }

    /** Makes a memory, ends, and removes the memory in a hook, which then waits until the next of that name is there. */
    static final class HookRemover {
        public static void main(String[] args) {
            String name = (String) ChildJvm.given(args)[0];
            SharedMemory memory = SharedMemory.create(name, 8);
            Path link = SessionFolder.current().path().resolveSibling("shared").resolve(name + "-go");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    // the library's own hook has run by then, or does nothing any more
                    Thread.sleep(200);
                    memory.unlink();
                    System.out.println("removed");
                    while (!Files.exists(link)) {
                        Thread.sleep(5);
                    }
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
            System.exit(0);
        }
    }

    @Test
    void outlivesAKilledCreatorIfItIsPersistent() {
        try (ChildJvm child = ChildJvm.start(Creator.class, name, true)) {
            child.line();
            child.line();
            child.kill();
        }
        try (ChildJvm sweeper = ChildJvm.start(Sweeper.class)) {
            assertThat(sweeper.exit()).isZero();
        }
        try (SharedMemory memory = SharedMemory.attach(name)) {
            assertThat(memory.buffer().getLong(8)).isEqualTo(99);
            memory.unlink();
        }
    }

    /** Each name starts as one of a dead creator, so that its removal is fought for, too. */
    @Test
    void givesEachNameToOneOfSeveralWhoWantIt() throws IOException {
        Path gone = SessionFolder.current().newPath("gone");
        Files.createDirectories(link().getParent());
        for (int i = 0; i < NAMES; i++) {
            Files.createSymbolicLink(link().resolveSibling(name + i), gone);
        }
        try (ChildJvm one = ChildJvm.start(Taker.class, name);
                ChildJvm two = ChildJvm.start(Taker.class, name)) {
            int taken = Integer.parseInt(one.line()) + Integer.parseInt(two.line());
            assertThat(taken).isEqualTo(NAMES);
            for (int i = 0; i < NAMES; i++) {
                SharedMemory memory = SharedMemory.attach(name + i);
                assertThat(memory.buffer().getLong(0)).isPositive();
                memory.unlink();
            }
        }
        String[] left = link().getParent().toFile().list();
        assertThat(left == null ? new String[0] : left).noneMatch(file -> file.startsWith(name));
    }

    /** Makes all names that it can get, prints how many, and lives on. */
    static final class Taker {
        public static void main(String[] args) throws InterruptedException {
            String name = (String) ChildJvm.given(args)[0];
            int taken = 0;
            for (int i = 0; i < NAMES; i++) {
                try {
                    SharedMemory.create(name + i, 8)
                            .buffer()
                            .putLong(0, ProcessHandle.current().pid());
                    taken++;
                } catch (UncheckedIOException e) {
                    if (!(e.getCause() instanceof FileAlreadyExistsException)) {
                        throw e;
                    }
                }
            }
            System.out.println(taken);
            Thread.sleep(60_000);
        }
    }

    private Path link() {
        return SessionFolder.current().path().resolveSibling("shared").resolve(name);
    }

    /** Makes a memory, prints its file, and ends when it finds a 1 in it. */
    static final class Creator {
        public static void main(String[] args) throws InterruptedException {
            Object[] given = ChildJvm.given(args);
            SharedMemory memory = (boolean) given[1]
                    ? SharedMemory.createPersistent((String) given[0], 16)
                    : SharedMemory.create((String) given[0], 16);
            memory.buffer().putLong(8, 99);
            System.out.println(((MemoryTicket) memory.writeReplace()).file());
            System.out.println("ready");
            while (memory.buffer().getLong(0) != 1) {
                Thread.sleep(5);
            }
        }
    }

    /** Does what the start of any JVM does that shares something by name. */
    static final class Sweeper {
        public static void main(String[] args) {
            SharedMemory.create(1).unlink();
        }
    }
}

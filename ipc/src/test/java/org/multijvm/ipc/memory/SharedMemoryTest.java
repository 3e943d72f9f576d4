package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;
import org.multijvm.launcher.SessionFolder;

@Tag("unit")
class SharedMemoryTest {
    private static final Path NAMES = SessionFolder.current().path().resolveSibling("shared");
    private final String name = "test-" + ProcessHandle.current().pid();

    @AfterEach
    void leavesNoName() {
        assertThat(Files.exists(NAMES.resolve(name), LinkOption.NOFOLLOW_LINKS)).isFalse();
    }

    @Test
    void isZeroedAndFoundByItsName() {
        try (SharedMemory memory = SharedMemory.create(name, 5);
                SharedMemory other = SharedMemory.attach(name)) {
            assertThat(memory.name()).isEqualTo(name);
            assertThat(memory.size()).isEqualTo(5);
            assertThat(other.size()).isEqualTo(5);
            assertThat(memory.buffer().capacity()).isEqualTo(5);
            assertThat(memory.buffer().order()).isEqualTo(ByteOrder.nativeOrder());
            for (int i = 0; i < 5; i++) {
                assertThat(other.buffer().get(i)).isZero();
            }
            memory.buffer().put(4, (byte) 7);
            assertThat(other.buffer(3, 2).get(1)).isEqualTo((byte) 7);
            memory.unlink();
        }
    }

    @Test
    void givesItselfANameThatNobodyHas() {
        try (SharedMemory one = SharedMemory.create(1);
                SharedMemory two = SharedMemory.create(1)) {
            assertThat(one.name()).isNotEqualTo(two.name());
            assertThat(SharedMemory.attach(one.name()).size()).isEqualTo(1);
            one.unlink();
            two.unlink();
        }
    }

    @Test
    void refusesANameThatIsTakenAndLeavesWhatIsThere() {
        try (SharedMemory memory = SharedMemory.create(name, 8)) {
            memory.buffer().putLong(0, 77);
            int files = SessionFolder.current().path().toFile().list().length;
            assertThatThrownBy(() -> SharedMemory.create(name, 9))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessage("shared memory of this name exists: name=" + name)
                    .hasCauseInstanceOf(FileAlreadyExistsException.class);
            assertThatThrownBy(() -> SharedMemory.createPersistent(name, 9))
                    .hasCauseInstanceOf(FileAlreadyExistsException.class);
            assertThat(SessionFolder.current().path().toFile().list()).hasSize(files);
            assertThat(SharedMemory.attach(name).buffer().getLong(0)).isEqualTo(77);
            memory.unlink();
        }
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> SharedMemory.attach(name))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessage("no such shared memory: it was unlinked, or its creator has ended: name=" + name)
                .hasCauseInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> SharedMemory.attachReadOnly(name)).hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void isGoneForNewcomersWhenUnlinkedAndStaysForThoseWhoAreAttached() {
        SharedMemory memory = SharedMemory.create(name, 8);
        SharedMemory other = SharedMemory.attach(name);
        String ticket = ChildJvm.encode(memory);
        other.unlink();

        assertThatThrownBy(() -> SharedMemory.attach(name)).hasCauseInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(memory::unlink)
                .hasMessage("no such shared memory: it was unlinked before: name=" + name)
                .hasCauseInstanceOf(NoSuchFileException.class);
        memory.buffer().putLong(0, 5);
        assertThat(other.buffer().getLong(0)).isEqualTo(5);

        // the same name again is other memory: the old handle's end is not its end
        SharedMemory anew = SharedMemory.create(name, 8);
        assertThatThrownBy(memory::unlink).hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(SharedMemory.attach(name).buffer().getLong(0)).isZero();
        assertThat(ticket).isNotEqualTo(ChildJvm.encode(anew));
        anew.unlink();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "/", ".", "..", "a\0b"})
    void refusesWhatCannotBeAName(String wrong) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedMemory.create(wrong, 1))
                .withMessageStartingWith("a name must be a file name, not empty and without / and NUL: name=");
        assertThatIllegalArgumentException().isThrownBy(() -> SharedMemory.attach(wrong));
    }

    @Test
    void refusesANameThatIsTooLong() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedMemory.create("é".repeat(128), 1))
                .withMessage("the name is too long: bytes=256, most=255");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesASizeThatIsNone(long bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedMemory.create(name, bytes))
                .withMessage("the size must be positive: name=" + name + ", bytes=" + bytes);
    }

    @Test
    void saysWhatIsNeededWhenThereIsNoSpace() {
        int files = SessionFolder.current().path().toFile().list().length;
        assertThatThrownBy(() -> SharedMemory.create(name, 1L << 50))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no space: file=")
                .hasMessageContaining("needed=" + ((1L << 50) + 4096))
                .hasMessageContaining("free=");
        assertThat(SessionFolder.current().path().toFile().list()).hasSize(files);
    }

    @Test
    void refusesToBeWrittenWhenAttachedToBeRead() {
        try (SharedMemory memory = SharedMemory.create(name, 8);
                SharedMemory reader = SharedMemory.attachReadOnly(name)) {
            memory.buffer().putLong(0, 7);
            assertThat(reader.isReadOnly()).isTrue();
            assertThat(reader.buffer().getLong(0)).isEqualTo(7);
            assertThatThrownBy(() -> reader.buffer().putLong(0, 8)).isInstanceOf(ReadOnlyBufferException.class);
            SharedMemory sent = (SharedMemory) ChildJvm.decode(ChildJvm.encode(reader));
            assertThatThrownBy(() -> sent.buffer(0, 1).put(0, (byte) 8)).isInstanceOf(ReadOnlyBufferException.class);
            assertThat(memory.buffer().getLong(0)).isEqualTo(7);
            memory.unlink();
        }
    }

    @Test
    void showsPartsAndNothingOutside() {
        try (SharedMemory memory = SharedMemory.create(name, 8)) {
            assertThat(memory.buffer(8, 0).capacity()).isZero();
            assertThatThrownBy(() -> memory.buffer(4, 5)).hasMessage("no such part: offset=4, length=5, bytes=8");
            assertThatThrownBy(() -> memory.buffer(-1, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.buffer(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> memory.buffer(Long.MAX_VALUE, 5)).isInstanceOf(IndexOutOfBoundsException.class);
            memory.unlink();
        }
    }

    @Test
    void arrivesAsTheSameMemory() {
        try (SharedMemory memory = SharedMemory.create(name, 8)) {
            ((SharedMemory) ChildJvm.decode(ChildJvm.encode(memory))).buffer().putInt(0, 5);
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(memory);
            ValueReader reader = new ValueReader(Codec.java(), SharedMemoryTest.class.getClassLoader());
            SharedMemory arrived =
                    (SharedMemory) reader.over(writer.buffer().flip()).read();
            arrived.buffer().putInt(4, 6);
            assertThat(arrived.name()).isEqualTo(name);
            assertThat(memory.buffer().getInt(0)).isEqualTo(5);
            assertThat(memory.buffer().getInt(4)).isEqualTo(6);
            memory.unlink();
        }
    }

    @Test
    void refusesEverythingButUnlinkAfterClose() {
        SharedMemory memory = SharedMemory.create(name, 8);
        memory.close();
        memory.close();
        assertThatIllegalStateException()
                .isThrownBy(memory::buffer)
                .withMessage("the shared memory is closed: name=" + name);
        assertThatIllegalStateException().isThrownBy(memory::size);
        assertThatIllegalStateException().isThrownBy(memory::writeReplace);
        assertThat(memory).hasToString("SharedMemory(" + name + ", closed)");
        SharedMemory.attach(name).close();
        memory.unlink();
    }

    @Test
    void keepsWhatIsPersistentOutsideOfTheSession() {
        SharedMemory memory = SharedMemory.createPersistent(name, 8);
        int files = SessionFolder.current().path().toFile().list().length;
        try (SharedMemory other = SharedMemory.attach(name)) {
            other.buffer().putLong(0, 5);
            ((SharedMemory) ChildJvm.decode(ChildJvm.encode(other))).buffer().putInt(4, 6);
            assertThat(memory.buffer().getInt(0)).isEqualTo(5);
            assertThat(memory.buffer().getInt(4)).isEqualTo(6);
            other.unlink();
        }
        assertThatThrownBy(memory::unlink).hasCauseInstanceOf(NoSuchFileException.class);
        assertThat(SessionFolder.current().path().toFile().list()).hasSize(files);
        SharedMemory anew = SharedMemory.createPersistent(name, 4);
        assertThat(SharedMemory.attach(name).buffer().getInt(0)).isZero();
        anew.unlink();
    }

    /** On 22 and later; what a program that knows the type would write is written by reflection here. */
    @Test
    void showsItselfAsASegmentWhereThereAreSome() throws ReflectiveOperationException {
        try (SharedMemory memory = SharedMemory.create(name, 8)) {
            if (Runtime.version().feature() < 22) {
                assertThatThrownBy(() -> memory.segment(Object.class))
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageStartingWith("segments need JDK 22 or later: jdk=");
            } else {
                Class<?> type = Class.forName("java.lang.foreign.MemorySegment");
                Object segment = memory.segment(type);
                type.getMethod("fill", byte.class).invoke(segment, (byte) 3);
                assertThat(type.getMethod("byteSize").invoke(segment)).isEqualTo(8L);
                assertThat(memory.buffer().get(7)).isEqualTo((byte) 3);
                Object mapped =
                        ForeignSegments.map(Path.of(((MemoryTicket) memory.writeReplace()).file()), 8, true, type);
                assertThat(type.getMethod("mismatch", type).invoke(segment, mapped))
                        .isEqualTo(-1L);
                assertThat(type.getMethod("isReadOnly").invoke(mapped)).isEqualTo(true);
                assertThatIllegalArgumentException().isThrownBy(() -> memory.segment(Object.class));
            }
            memory.unlink();
        }
    }

    @Test
    void saysWhyANameIsNoneInTheLocaleOfTheFileSystem() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SharedMemory.create("half a pair \ud83d", 1))
                .withMessageContaining("characters that file names cannot have in this locale")
                .withMessageContaining("encoding=");
    }

    /** Java's read-only buffers refuse in Java alone; this is what native code meets. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void mapsReadOnlyWhatIsAttachedReadOnly() throws Exception {
        try (SharedMemory memory = SharedMemory.create(name, 5_000);
                SharedMemory reader = SharedMemory.attachReadOnly(name)) {
            memory.buffer().put(4_999, (byte) 7);
            assertThat(reader.buffer().get(4_999)).isEqualTo((byte) 7);
            String file = Files.readSymbolicLink(NAMES.resolve(name)).toString();
            assertThat(Files.readAllLines(Path.of("/proc/self/maps")))
                    .filteredOn(line -> line.endsWith(file))
                    .extracting(line -> line.split(" ")[1])
                    .containsExactlyInAnyOrder("rw-s", "r--s");
            memory.unlink();
        }
    }
}

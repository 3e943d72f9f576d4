package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.ipc.file.ElementKind;

@Tag("unit")
class SharedFileLayoutTest {
    @Test
    void pinsTheBytesOfAnArraysFile() throws IOException {
        try (SharedIntArray array = SharedArray.ints(3000)) {
            array.set(0, 11);
            array.set(1, 22);
            ByteBuffer file = read(((ArrayTicket) array.writeReplace()).file());

            assertThat(file.capacity()).isEqualTo(4096 + 12_000);
            assertThat(file.getLong(0)).isEqualTo(0x6d756c74696a766dL);
            assertThat(file.getInt(8)).isEqualTo(1);
            assertThat(file.getInt(12)).isEqualTo('i');
            assertThat(file.getLong(16)).isEqualTo(3000);
            assertThat(file.getInt(4096)).isEqualTo(11);
            assertThat(file.getInt(4100)).isEqualTo(22);
        }
    }

    @Test
    void pinsTheBytesOfASmallArray() throws IOException {
        try (SharedIntArray array = SharedArray.ofInts(11, 22)) {
            ArrayTicket ticket = (ArrayTicket) array.writeReplace();
            ByteBuffer file = read(ticket.file());
            int at = 4096 + 4 * (int) ticket.place();

            assertThat(file.capacity()).isEqualTo(131_072);
            assertThat(file.getInt(12)).isEqualTo('i');
            assertThat(file.getLong(16)).isEqualTo((131_072 - 4096) / 4);
            assertThat(at % 64).isZero();
            assertThat(file.getInt(at - 64)).isEqualTo(1);
            assertThat(file.getInt(at)).isEqualTo(11);
            assertThat(file.getInt(at + 4)).isEqualTo(22);
        }
    }

    @Test
    void pinsTheBytesOfAValuesCell() throws IOException {
        try (SharedLongValue value = SharedValue.ofLong(77)) {
            ValueTicket ticket = (ValueTicket) value.writeReplace();
            ByteBuffer file = read(ticket.file());

            assertThat(file.capacity()).isEqualTo(65_536);
            assertThat(file.getInt(12)).isEqualTo('#');
            assertThat(file.getLong(16)).isEqualTo(960);
            assertThat(file.getInt(4096 + 64 * ticket.cell())).isEqualTo(0x5602);
            assertThat(file.getLong(4096 + 64 * ticket.cell() + 8)).isEqualTo(77);
        }
    }

    @Test
    void pinsTheCodesOfTheKinds() {
        assertThat(ElementKind.values())
                .extracting(ElementKind::code)
                .containsExactly("#?bhHiqfd*".chars().boxed().toArray(Integer[]::new));
        assertThat(ElementKind.values()).extracting(ElementKind::bytes).containsExactly(64, 1, 1, 2, 2, 4, 8, 4, 8, 1);
    }

    /** The atomic forms of a narrow element work on its whole int. */
    @Test
    void roundsTheFileUpToAnInt() throws IOException {
        try (SharedByteArray odd = SharedArray.bytes(10_001);
                SharedShortArray one = SharedArray.ofShorts((short) -1)) {
            assertThat(read(((ArrayTicket) odd.writeReplace()).file()).capacity())
                    .isEqualTo(4096 + 10_004);
            ArrayTicket small = (ArrayTicket) one.writeReplace();
            assertThat(read(small.file()).getInt(4096 + 2 * (int) small.from())).isEqualTo(0xFFFF);
            assertThat(odd.getAndAdd(10_000, 3)).isZero();
            assertThat(odd.buffer().capacity()).isEqualTo(10_001);
        }
    }

    @Test
    void refusesWhatIsNoSharedFile(@TempDir Path folder) throws IOException {
        Path text = Files.write(folder.resolve("text"), "x".repeat(5000).getBytes(StandardCharsets.UTF_8));
        Path empty = Files.createFile(folder.resolve("empty"));

        assertThatThrownBy(() -> new ArrayTicket(text.toString(), 0, 2).readResolve())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a file of shared memory: file=" + text + ", bytes=5000");
        assertThatThrownBy(() -> new ArrayTicket(empty.toString(), 0, 2).readResolve())
                .hasMessageContaining("not a file of shared memory");
    }

    @Test
    void refusesATornFile(@TempDir Path folder) throws IOException {
        try (SharedIntArray array = SharedArray.ints(3000)) {
            ByteBuffer file = read(((ArrayTicket) array.writeReplace()).file());
            Path copy = Files.write(folder.resolve("copy"), Arrays.copyOf(file.array(), 4097));

            assertThatThrownBy(() -> new ArrayTicket(copy.toString(), 0, 2).readResolve())
                    .hasMessageContaining("the file is torn: file=" + copy + ", bytes=4097, length=3000");
        }
    }

    @Test
    void refusesAnotherVersion(@TempDir Path folder) throws IOException {
        try (SharedIntArray array = SharedArray.ints(3000)) {
            ByteBuffer file = read(((ArrayTicket) array.writeReplace()).file()).putInt(8, 2);
            Path copy = Files.write(folder.resolve("copy"), file.array());

            assertThatThrownBy(() -> new ArrayTicket(copy.toString(), 0, 2).readResolve())
                    .hasMessageContaining("the file is of another version: file=" + copy + ", version=2, ours=1");
        }
    }

    private static ByteBuffer read(String file) throws IOException {
        return ByteBuffer.wrap(Files.readAllBytes(Path.of(file))).order(ByteOrder.nativeOrder());
    }
}

package org.multijvm.ipc.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ChildJvm;

@Tag("unit")
class ShareableListTest {
    private final String name = "list-" + ProcessHandle.current().pid();

    @Test
    void holdsWhatPythonsHolds() {
        try (ShareableList list =
                ShareableList.of("howdy", new byte[] {'H', 'o'}, -273.154, 100, null, true, 1L << 40, "")) {
            assertThat(list).hasSize(8);
            assertThat(list.get(0)).isEqualTo("howdy");
            assertThat(list.get(1)).isEqualTo(new byte[] {'H', 'o'});
            assertThat(list.subList(2, 8)).containsExactly(-273.154, 100, null, true, 1L << 40, "");
            assertThat(list.format()).isEqualTo("8s8sdqxxxxxx?xxxxxxxx?q8s");
            assertThat(list.toString()).startsWith("[howdy, ").endsWith("-273.154, 100, null, true, 1099511627776, ]");
            list.unlink();
        }
    }

    @Test
    void mayBeEmpty() {
        try (ShareableList list = ShareableList.of()) {
            assertThat(list).isEmpty();
            assertThatThrownBy(() -> list.get(0)).hasMessage("no such element: index=0, length=0");
            list.unlink();
        }
    }

    @Test
    void setsInPlaceAlsoAnotherType() {
        try (ShareableList list = ShareableList.of(1, "seven..", 3)) {
            assertThat(list.set(0, "12345678")).isEqualTo(1);
            assertThat(list.set(1, null)).isEqualTo("seven..");
            assertThat(list.set(1, new byte[8])).isNull();
            assertThat(list.get(1)).isEqualTo(new byte[8]);
            for (int i = 0; i < 5; i++) {
                list.set(2, i * 0.5);
                assertThat(list.get(2)).isEqualTo(i * 0.5);
            }
            assertThat(list.get(0)).isEqualTo("12345678");
            list.unlink();
        }
    }

    @Test
    void refusesWhatIsTooLongOrOfAWrongTypeAndKeepsTheOld() {
        try (ShareableList list = ShareableList.of("1234567", "12345678")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.set(0, "äääää"))
                    .withMessage("the value is too long for its slot: index=0, bytes=10, most=8");
            list.set(1, "1234567890123456");
            assertThatIllegalArgumentException().isThrownBy(() -> list.set(1, new byte[17]));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.set(0, 1f))
                    .withMessage("only null, Integer, Long, Double, Boolean, String and byte[] can be in a shareable"
                            + " list: type=java.lang.Float");
            assertThatIllegalArgumentException().isThrownBy(() -> ShareableList.of(List.of()));
            assertThat(list).containsExactly("1234567", "1234567890123456");
            assertThatThrownBy(() -> list.set(2, 1)).hasMessage("no such element: index=2, length=2");
            assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.add(1)).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
            list.unlink();
        }
    }

    @Test
    void findsAndCounts() {
        try (ShareableList list = ShareableList.of(1, "a", new byte[] {1}, null, "a", new byte[] {1})) {
            assertThat(list.indexOf("a")).isEqualTo(1);
            assertThat(list.lastIndexOf("a")).isEqualTo(4);
            assertThat(list.indexOf(new byte[] {1})).isEqualTo(2);
            assertThat(list.contains(null)).isTrue();
            assertThat(list.contains(1L)).isFalse();
            assertThat(list.indexOf("b")).isEqualTo(-1);
            assertThat(list.count("a")).isEqualTo(2);
            assertThat(list.count(new byte[] {1})).isEqualTo(2);
            list.unlink();
        }
    }

    @Test
    void isFoundByItsName() {
        try (ShareableList list = ShareableList.create(name, Arrays.asList(1, null))) {
            assertThat(list.name()).isEqualTo(name);
            ShareableList.attach(name).set(0, 2);
            assertThat(list).containsExactly(2, null);
            list.unlink();
        }
        assertThatThrownBy(() -> ShareableList.attach(name)).hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void refusesMemoryThatIsNoList() {
        try (SharedMemory memory = SharedMemory.create(name, 8)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ShareableList.attach(name))
                    .withMessage("not a shareable list, or not made yet: name=" + name);
            memory.unlink();
        }
    }

    @Test
    void arrivesAsTheSameMemory() {
        try (ShareableList list = ShareableList.of(1, 2)) {
            ((ShareableList) ChildJvm.decode(ChildJvm.encode(list))).set(0, 5);
            ValueWriter writer = new ValueWriter(Codec.java());
            writer.write(list);
            ValueReader reader = new ValueReader(Codec.java(), ShareableListTest.class.getClassLoader());
            ((ShareableList) reader.over(writer.buffer().flip()).read()).set(1, 6);
            assertThat(list).containsExactly(5, 6);
            list.unlink();
        }
    }

    @Test
    void refusesEverythingAfterClose() {
        ShareableList list = ShareableList.of(1);
        list.close();
        assertThatIllegalStateException().isThrownBy(() -> list.get(0));
        assertThatIllegalStateException().isThrownBy(() -> list.set(0, 1));
        assertThatIllegalStateException().isThrownBy(list::size);
        assertThatIllegalStateException().isThrownBy(list::writeReplace);
        list.unlink();
    }

    @Test
    void pinsItsBytes() {
        try (ShareableList list = ShareableList.of("hi", 7)) {
            list.set(1, 8);
            ByteBuffer memory = list.memory().buffer();
            assertThat(memory.capacity()).isEqualTo(64 + 2 * 16 + 2 * 2 * 16);
            assertThat(memory.getLong(0)).isEqualTo(0x7473696c6d766a6dL);
            assertThat(memory.getInt(8)).isEqualTo(1);
            assertThat(memory.getInt(12)).isEqualTo(2);
            assertThat(memory.getLong(16)).isZero();
            assertThat(memory.getInt(64 + 8)).isEqualTo(96);
            assertThat(memory.getInt(64 + 12)).isEqualTo(8);
            assertThat(memory.getInt(96)).isEqualTo(5);
            assertThat(memory.getInt(96 + 4)).isEqualTo(2);
            assertThat(memory.get(96 + 8)).isEqualTo((byte) 'h');
            assertThat(memory.getLong(80)).isEqualTo(1);
            assertThat(memory.getInt(96 + 32 + 16)).isEqualTo(1);
            assertThat(memory.get(96 + 32 + 16 + 15)).isEqualTo((byte) 8);
            list.unlink();
        }
    }

    @Test
    void canBeShownAfterItsEnd() {
        ShareableList list = ShareableList.create(name, List.of(1));
        list.unlink();
        list.close();
        assertThat(list).hasToString("ShareableList(" + name + ", closed)");
    }

    @Test
    void refusesHalfOfASurrogatePairInsteadOfStoringAnotherCharacter() {
        try (ShareableList list = ShareableList.of("four chars")) {
            String smile = "\ud83d\ude00";
            list.set(0, smile);
            assertThat(list.get(0)).isEqualTo(smile);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.set(0, smile.substring(0, 1)))
                    .withMessageContaining("half of a surrogate pair");
            assertThat(list.get(0)).isEqualTo(smile);
            list.unlink();
        }
    }
}

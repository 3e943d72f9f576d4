package org.multijvm.ipc.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** The ring of messages: its layout, and each thing that the dead may leave in it. */
@Tag("unit")
@Timeout(60)
class ManyToManyRingTest {
    private static final int CAPACITY = 1024;
    private static final RingGuard OPEN = thoroughly -> false;

    /** A process that no longer is: pid 1 has another start time. */
    private static final long DEAD = ProcessKey.of(new ProcessIdentity(1, 123_456_789));

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(ManyToManyRing.bytes(CAPACITY)).order(ByteOrder.nativeOrder());
    private ManyToManyRing ring;
    private ManyToManyRing other;

    @BeforeEach
    void format() {
        ManyToManyRing.format(memory, 0, CAPACITY);
        ring = new ManyToManyRing(memory, 0);
        other = new ManyToManyRing(memory, 0);
    }

    @Test
    void hasTheLayoutThatIsDrawn() throws Exception {
        send(ring, 3, 12);
        send(ring, 4, 0);
        assertThat(memory.getInt(0)).isEqualTo(0x4d4a4d52);
        assertThat(memory.getInt(4)).as("version").isEqualTo(2);
        assertThat(memory.getInt(8)).isEqualTo(CAPACITY);
        assertThat(memory.getLong(128)).as("write lock").isZero();
        assertThat(memory.getLong(256)).as("tail").isEqualTo(2L << 32 | 32);
        assertThat(memory.getLong(384)).as("read lock").isZero();
        assertThat(memory.getLong(512)).as("head").isZero();
        assertThat(memory.getInt(1024)).as("length").isEqualTo(12);
        assertThat(memory.getInt(1028)).as("kind and type").isEqualTo(1 | 3 << 8);
        assertThat(memory.get(1032)).as("payload").isEqualTo((byte) 12);
        assertThat(memory.getInt(1048)).as("length").isZero();
        take(ring);
        assertThat(memory.getLong(512)).as("head").isEqualTo(1L << 32 | 24);
    }

    @Test
    void handsMessagesOverInOrderWhateverTheirSizesAndHowOftenThePositionsWrap() throws Exception {
        // near the end of 2^32, where both halves of the words overflow
        memory.putLong(256, 0xffff_fff0_ffff_f800L).putLong(512, 0xffff_fff0_ffff_f800L);
        Random random = new Random(5);
        int put = 0;
        int taken = 0;
        for (int step = 0; step < 100_000; step++) {
            ManyToManyRing side = random.nextBoolean() ? ring : other;
            if (random.nextBoolean()) {
                int length = put * 31 % (ring.longestWhole() + 1);
                byte[] bytes = new byte[length];
                java.util.Arrays.fill(bytes, (byte) put);
                if (side.write((byte) 1, bytes, 0, length, OPEN, 0) == RingOutcome.DONE) {
                    put++;
                }
            } else {
                Taken found = side.take(new Taking(Integer.MAX_VALUE, MessageOpener.PLAIN, OPEN, null), 0);
                if (found == Nothing.TIME_OVER) {
                    assertThat(taken).isEqualTo(put);
                } else {
                    byte[] expected = new byte[taken * 31 % (ring.longestWhole() + 1)];
                    java.util.Arrays.fill(expected, (byte) taken);
                    assertThat(((Message) found).bytes()).isEqualTo(expected);
                    taken++;
                }
            }
            assertThat(ring.size()).isEqualTo(put - taken);
        }
    }

    @Test
    void goesToTheNextWriterAndReaderWhenTheOnesBeforeDiedHoldingTheirLocks() throws Exception {
        memory.putLong(128, DEAD).putLong(384, DEAD | 1);
        send(ring, 1, 5);
        memory.putLong(128, DEAD | 1).putLong(384, DEAD);
        send(other, 1, 6);
        assertThat(take(ring).bytes()).hasSize(5);
        assertThat(take(other).bytes()).hasSize(6);
        assertThat(memory.getLong(128)).isZero();
    }

    @Test
    void dropsWhatHasBegunToComeFromAWriterThatDied() throws Exception {
        begin(500, 100);
        memory.putLong(128, DEAD);
        assertThat(ring.take(new Taking(1000, MessageOpener.PLAIN, OPEN, null), 50_000_000))
                .isSameAs(Nothing.TIME_OVER);
        begin(500, 100);
        memory.putLong(128, DEAD);
        send(other, 1, 7);
        assertThat(take(ring).bytes()).hasSize(7);
        assertThat(ring.hasData()).isFalse();
    }

    @Test
    void dropsWhatHasBegunToComeFromAWriterThatGaveUp() throws Exception {
        begin(500, 100);
        send(ring, 1, 8);
        assertThat(take(other).bytes()).hasSize(8);
    }

    @Test
    void skipsTheRestOfAMessageWhoseReaderDied() throws Exception {
        ManyToManyRingTail tail = new ManyToManyRingTail(new ManyToManyRingMemory(memory, 0));
        tail.place(ManyToManyRingLayout.MORE, (byte) 1, new byte[100], 0, 100, 0, 0);
        tail.place(ManyToManyRingLayout.MORE, (byte) 1, new byte[50], 0, 50, 0, 1);
        send(ring, 1, 9);
        assertThat(take(ring).bytes()).hasSize(9);
        assertThat(ring.size()).isZero();
    }

    @Test
    void saysThatAMessageIsThereOnlyWhenItCanBeTakenWithoutItsSender() throws Exception {
        begin(500, 100);
        assertThat(ring.hasMessage()).isFalse();
        assertThat(ring.hasData()).as("what was given up is removed").isFalse();
        begin(500, 100);
        memory.putLong(128, DEAD);
        assertThat(ring.hasMessage()).isFalse();
        assertThat(ring.awaitMessage(OPEN, 1_000_000)).isSameAs(RingOutcome.TIME_OVER);
        begin(500, 100);
        send(other, 1, 7);
        assertThat(ring.hasMessage()).isTrue();
        assertThat(take(ring).bytes()).hasSize(7);
        assertThat(ring.hasMessage()).isFalse();
    }

    @Test
    void saysThatAMessageIsThereWhenItIsWholeOrItsSenderIsAtIt() throws Exception {
        memory.putLong(128, ProcessKey.SELF);
        begin(400, 300);
        assertThat(ring.hasMessage()).isFalse();
        new ManyToManyRingTail(new ManyToManyRingMemory(memory, 0))
                .place(ManyToManyRingLayout.MORE, (byte) 1, new byte[100], 0, 100, 0, 1);
        assertThat(ring.hasMessage()).isTrue();
        assertThat(take(ring).bytes()).hasSize(400);
        begin(100_000, 300);
        assertThat(ring.hasMessage()).isTrue();
    }

    @Test
    void leavesAMessageOverTheLimitWhereItIs() throws Exception {
        send(ring, 1, 10);
        assertThat(ring.take(new Taking(9, MessageOpener.PLAIN, OPEN, null), 0)).isSameAs(Nothing.TOO_LONG);
        assertThat(take(ring).bytes()).hasSize(10);
        begin(500, 100);
        assertThat(ring.take(new Taking(499, MessageOpener.PLAIN, OPEN, null), 0))
                .isSameAs(Nothing.TOO_LONG);
    }

    @Test
    void passesOverWhatItsOpenerCannotOpen() throws Exception {
        send(ring, 1, 10);
        send(ring, 2, 11);
        Taken taken = ring.take(new Taking((found, remove) -> found.type() == 1 ? null : found, OPEN), 0);
        assertThat(((Message) taken).bytes()).hasSize(11);
        assertThat(ring.size()).isZero();
    }

    @Test
    void refusesMemoryWithoutARing() {
        memory.putInt(0, 1);
        assertThatThrownBy(() -> new ManyToManyRing(memory, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no message ring");
        assertThatThrownBy(() -> ManyToManyRing.format(memory, 0, 1000)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The first frame of a longer message, and no more. */
    private void begin(int total, int length) throws IOException {
        new ManyToManyRingTail(new ManyToManyRingMemory(memory, 0))
                .place(ManyToManyRingLayout.FIRST, (byte) 1, new byte[length], 0, length, total, 0);
    }

    private static void send(ManyToManyRing ring, int type, int length) throws Exception {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) length);
        assertThat(ring.write((byte) type, bytes, 0, length, OPEN, 0)).isEqualTo(RingOutcome.DONE);
    }

    private static Message take(ManyToManyRing ring) throws Exception {
        return (Message) ring.take(new Taking(Integer.MAX_VALUE, MessageOpener.PLAIN, OPEN, null), 30_000_000_000L);
    }
}

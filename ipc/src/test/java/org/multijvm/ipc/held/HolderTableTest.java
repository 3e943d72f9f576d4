package org.multijvm.ipc.held;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** Who holds an end: its layout, and who counts. */
@Tag("unit")
class HolderTableTest {
    private static final int SLOTS = 4;
    private static final long DEAD = ProcessKey.of(new ProcessIdentity(1, 123_456_789));
    private static final long SELF = ProcessKey.SELF;

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(HolderTable.bytes(SLOTS)).order(ByteOrder.nativeOrder());
    private final HolderTable table = new HolderTable(memory, 0, SLOTS);

    @Test
    void hasTheLayoutThatIsDrawn() throws Exception {
        assertThat(HolderTable.bytes(SLOTS)).isEqualTo(64 + 16 * SLOTS + FlightTable.bytes());
        assertThat(table.join()).isZero();
        assertThat(memory.getLong(0)).as("one join").isEqualTo(2);
        assertThat(memory.getLong(64)).as("owner, held").isEqualTo(SELF | 1);
        table.sentWithoutRecord(0);
        assertThat(memory.getLong(72))
                .as("when")
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        table.leave(0);
        assertThat(memory.getLong(64)).isEqualTo(SELF);
    }

    @Test
    void isOverWhenTheLastOneLeavesAndThenForGood() throws Exception {
        int slot = table.join();
        assertThat(table.isAnyoneLeft()).isTrue();
        table.leave(slot);
        assertThat(table.isOver()).isFalse();
        assertThat(table.isAnyoneLeft()).isFalse();
        assertThat(table.isOver()).isTrue();
        assertThat(memory.getLong(0)).isEqualTo(3);
        assertThatThrownBy(table::join).isInstanceOf(IOException.class).hasMessageContaining("too late");
        assertThat(memory.getLong(64)).as("the refused one leaves no slot").isZero();
    }

    @Test
    void doesNotCountTheDead() throws Exception {
        for (int slot = 0; slot < SLOTS; slot++) {
            memory.putLong(64 + 16 * slot, DEAD | 1);
        }
        assertThat(table.join()).as("takes the place of a dead one").isZero();
        table.leave(0);
        assertThat(table.isAnyoneLeft()).isFalse();
    }

    @Test
    void doesNotCountForEverWhatNeverArrives() throws Exception {
        int slot = table.join();
        table.sentWithoutRecord(slot);
        table.leave(slot);
        assertThat(table.isAnyoneLeft()).isTrue();
        long past = System.currentTimeMillis() - FlightTable.LONGEST.toMillis() - 1_000;
        memory.putLong(72, past);
        assertThat(table.isAnyoneLeft()).isFalse();
    }

    @Test
    void doesNotCountWhatTheDeadHaveOnTheirWay() {
        memory.putLong(64, DEAD).putLong(72, System.currentTimeMillis());
        assertThat(table.isAnyoneLeft()).isFalse();
    }

    @Test
    void countsAFlightThatHasARecordUntilItEnds() throws Exception {
        int slot = table.join();
        long stamp = FlightTable.newStamp();
        int record = table.flights().depart(stamp);
        table.leave(slot);
        assertThat(table.isAnyoneLeft()).isTrue();
        table.flights().end(record, stamp);
        assertThat(table.isAnyoneLeft()).isFalse();
    }

    @Test
    void refusesMoreHoldersThanItHasSlots() {
        long living = ProcessKey.of(ProcessIdentity.of(1).orElseThrow());
        for (int slot = 0; slot < SLOTS; slot++) {
            memory.putLong(64 + 16 * slot, living | 1);
        }
        assertThatThrownBy(table::join).isInstanceOf(IOException.class).hasMessageContaining("too many");
    }

    @Test
    void takesWhatNobodyEverHadBeforeItLooksWhoIsDead() throws Exception {
        memory.putLong(64, DEAD | 1);
        assertThat(table.join()).isEqualTo(1);
        assertThat(memory.getLong(64)).isEqualTo(DEAD | 1);
    }
}

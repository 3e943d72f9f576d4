package org.multijvm.ipc.held;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

/** Handles on their way: their layout, and which count. */
@Tag("unit")
class FlightTableTest {
    private static final long DEAD = ProcessKey.of(new ProcessIdentity(1, 123_456_789));
    private static final long LIVING = ProcessKey.of(ProcessIdentity.of(1).orElseThrow());

    private final ByteBuffer memory =
            ByteBuffer.allocateDirect(FlightTable.bytes()).order(ByteOrder.nativeOrder());
    private final FlightTable table = new FlightTable(memory, 0);

    @Test
    void hasTheLayoutThatIsDrawn() {
        assertThat(FlightTable.bytes()).isEqualTo(512 * 16);
        long first = FlightTable.newStamp();
        long second = FlightTable.newStamp();
        assertThat(first >>> 16).isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        assertThat(table.depart(first)).isZero();
        assertThat(table.depart(second)).isEqualTo(1);
        assertThat(memory.getLong(16)).isEqualTo(ProcessKey.SELF);
        assertThat(memory.getLong(24)).isEqualTo(second).isNotEqualTo(first);
        table.bind(1, second, LIVING);
        assertThat(memory.getLong(16)).isEqualTo(LIVING | 1);
        table.end(1, second);
        assertThat(memory.getLong(16)).isZero();
        assertThat(memory.getLong(24)).isZero();
        assertThat(table.isUnderWay(0, first)).isTrue();
        assertThat(table.isUnderWay(1, second)).isFalse();
    }

    @Test
    void endsAFlightOnceAndNoOther() {
        long stamp = FlightTable.newStamp();
        table.depart(stamp);
        table.end(0, stamp);
        for (int record = 1; record < FlightTable.RECORDS; record++) {
            long other = FlightTable.newStamp();
            assertThat(table.depart(other)).isEqualTo(record);
            table.end(record, other);
        }
        long next = FlightTable.newStamp();
        assertThat(table.depart(next)).isZero();
        table.end(0, stamp);
        table.bind(0, stamp, DEAD);
        assertThat(table.isAnyUnderWay()).isTrue();
        assertThat(memory.getLong(0)).isEqualTo(ProcessKey.SELF);
    }

    @Test
    void countsABoundFlightAsLongAsItsReceiverLivesHoweverLongThatTakes() {
        long old = System.currentTimeMillis() - FlightTable.LONGEST.toMillis() - 10_000 << 16 | 1;
        table.depart(old);
        assertThat(table.isAnyUnderWay()).as("not bound").isFalse();
        table.bind(0, old, LIVING);
        assertThat(table.isAnyUnderWay()).isTrue();
        memory.putLong(0, DEAD | 1);
        assertThat(table.isAnyUnderWay()).isFalse();
    }

    @Test
    void doesNotCountWhatADeadSenderHadOnItsWay() {
        long stamp = FlightTable.newStamp();
        table.depart(stamp);
        memory.putLong(0, DEAD);
        assertThat(table.isAnyUnderWay()).isFalse();
    }

    @Test
    void givesTheRecordsOfTheDeadAwayWhenNoOtherIsLeft() {
        for (int record = 0; record < FlightTable.RECORDS; record++) {
            assertThat(table.depart(FlightTable.newStamp())).isEqualTo(record);
        }
        assertThat(table.depart(FlightTable.newStamp())).isEqualTo(-1);
        memory.putLong(5 * 16, DEAD | 1);
        memory.putLong(7 * 16, DEAD).putLong(7 * 16 + 8, 0);
        memory.putLong(9 * 16, LIVING).putLong(9 * 16 + 8, 0);
        assertThat(new FlightTable(memory, 0).depart(FlightTable.newStamp())).isEqualTo(5);
        assertThat(new FlightTable(memory, 0).depart(FlightTable.newStamp())).isEqualTo(7);
        assertThat(new FlightTable(memory, 0).depart(FlightTable.newStamp()))
                .as("one that another process is just taking")
                .isEqualTo(-1);
    }
}

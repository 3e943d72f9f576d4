package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.launcher.ProcessIdentity;

@Tag("unit")
class MonitorLayoutTest {
    @Test
    void pinsTheBytesOfAUsedSemaphore() throws Exception {
        try (SharedSemaphore semaphore = SharedSemaphore.create(5)) {
            CellTicket ticket = (CellTicket) semaphore.writeReplace();
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4d01, 202).memory();
            assertThat(cell.capacity()).isEqualTo(12_928);

            semaphore.acquire(2);
            ProcessIdentity self = ProcessIdentity.current();
            long key = self.pid() << 32 | (self.startTime() & 0x3fff_ffff) << 2;
            assertThat(cell.getInt(0)).isEqualTo(0x4d01);
            assertThat(cell.getLong(8)).as("mutex").isZero();
            assertThat(cell.getLong(24)).as("count of the log").isZero();
            assertThat(cell.getLong(32)).as("head").isZero();
            assertThat(cell.getLong(40)).as("tail").isZero();
            assertThat(cell.getLong(64)).as("permits").isEqualTo(3);
            assertThat(cell.getLong(72)).as("permits at first").isEqualTo(5);
            assertThat(cell.getLong(128)).as("offset of the first word logged").isEqualTo(64);
            assertThat(cell.getLong(136)).as("its value").isEqualTo(3);
            assertThat(cell.getLong(144)).as("offset of the second").isEqualTo(648);
            assertThat(cell.getLong(152)).as("its value").isEqualTo(2);
            assertThat(cell.getLong(640)).as("key of the first process").isEqualTo(key);
            assertThat(cell.getLong(648)).as("what it holds").isEqualTo(2);
            assertThat(cell.getLong(4736)).as("owner of the first waiter").isZero();
        }
    }

    @Test
    void pinsTheBytesOfAWaiter() {
        RobustMonitor monitor = RobustMonitor.create(CellTicket.SEMAPHORE, SemaphoreRules.RULES);
        monitor.enter();
        monitor.queue().enqueue(9, 3, -2);
        monitor.commit();
        monitor.queue().enqueue(8, 0xff, 1);
        monitor.commit();
        monitor.exit();
        monitor.queue().setAsleep(0);
        ByteBuffer memory = monitor.memory();
        assertThat(memory.getLong(32)).as("head").isEqualTo(1);
        assertThat(memory.getLong(40)).as("tail").isEqualTo(2);
        assertThat(memory.getLong(4736)).as("owner").isEqualTo(10);
        assertThat(memory.getLong(4744)).as("next").isEqualTo(2);
        assertThat(memory.getLong(4752)).as("request").isEqualTo(0x8003_0009_ffff_fffeL);
        assertThat(memory.getLong(4760)).as("state").isEqualTo(1);
        assertThat(memory.getLong(4768)).as("owner").isEqualTo(9);
        assertThat(memory.getLong(4776)).as("next").isZero();
        assertThat(memory.getLong(4784)).as("request").isEqualTo(0x00ff_0008_0000_0001L);
        monitor.cell().free();
    }

    @Test
    void takesARequestApart() {
        long request = MonitorLayout.request(0xff, 255, -2) | MonitorLayout.ASLEEP;
        assertThat(MonitorLayout.mode(request)).isEqualTo(0xff);
        assertThat(MonitorLayout.process(request)).isEqualTo(255);
        assertThat(MonitorLayout.argument(request)).isEqualTo(-2);
        assertThat(request).isNegative();
        assertThat(MonitorLayout.request(0xff, 255, -2)).isPositive();
    }
}

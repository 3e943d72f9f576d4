package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.launcher.ProcessIdentity;

/** Pins the bytes of events, latches, conditions and barriers: JVMs of one version talk by them. */
@Tag("unit")
@Timeout(60)
class WordLayoutsTest {
    private static final long SELF =
            ProcessIdentity.current().pid() << 32 | (ProcessIdentity.current().startTime() & 0x3fff_ffff) << 2;

    @Test
    void hasAnEventInOneWord() {
        try (SharedEvent event = SharedEvent.create()) {
            CellTicket ticket = (CellTicket) event.writeReplace();
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4501).memory();
            assertThat(cell.getInt(8)).isZero();
            event.set();
            assertThat(cell.getInt(8)).isEqualTo(5);
            event.clear();
            assertThat(cell.getInt(8)).isEqualTo(4);
        }
    }

    @Test
    void hasTheCountOfALatchInOneWord() throws Exception {
        try (SharedCountDownLatch latch = SharedCountDownLatch.create(7)) {
            CellTicket ticket = (CellTicket) latch.writeReplace();
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4502).memory();
            assertThat(cell.getInt(8)).isEqualTo(7);
            assertThat(cell.getInt(12)).isZero();
            assertThat(latch.await(1, TimeUnit.NANOSECONDS)).isFalse();
            assertThat(cell.getInt(12)).isEqualTo(1);
        }
    }

    @Test
    void hasAnEntryForEachWaiterOfACondition() throws Exception {
        try (SharedCondition condition = SharedCondition.create()) {
            ConditionTicket ticket = (ConditionTicket) condition.writeReplace();
            assertThat(ConditionLayout.LINES).isEqualTo(129);
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4301, 129).memory();
            condition.lock().lock();
            condition.await(1, TimeUnit.NANOSECONDS);
            condition.lock().unlock();
            assertThat(cell.getLong(8)).isEqualTo(1);
            assertThat(cell.getLong(16)).isEqualTo(1);
            assertThat(cell.getLong(64)).isZero();

            Waiters<Boolean> waiter = Waiters.start(1, () -> {
                condition.lock().lock();
                condition.await();
                condition.lock().unlock();
                return true;
            });
            ConditionStates.awaitWaiting(condition, 1);
            assertThat(cell.getLong(64)).isEqualTo(SELF | 1);
            assertThat(cell.getLong(72)).isEqualTo(1);
            condition.lock().lock();
            condition.signal();
            assertThat(cell.getLong(64)).isEqualTo(SELF | 2);
            assertThat(cell.getLong(80)).isEqualTo(2);
            condition.lock().unlock();
            assertThat(waiter.get(0)).isTrue();
        }
    }

    @Test
    void hasTheStateOfABarrierOnALineOfItsOwn() throws Exception {
        try (SharedBarrier barrier = SharedBarrier.create(2)) {
            BarrierTicket ticket = (BarrierTicket) barrier.writeReplace();
            assertThat(BarrierLayout.LINES).isEqualTo(50);
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4201, 50).memory();
            assertThat(cell.getInt(8)).isEqualTo(2);
            assertThat(cell.getLong(16)).isEqualTo(Long.MAX_VALUE);
            assertThat(cell.getLong(64)).isZero();

            Waiters<Integer> other = Waiters.start(1, barrier::await);
            BarrierStates.awaitWaiting(barrier, 1);
            assertThat(cell.getLong(64)).isEqualTo(1L << 34 | 1L << 32);
            assertThat(cell.getLong(128)).isEqualTo(SELF);
            barrier.await();
            other.get(0);
            assertThat(cell.getLong(64)).isEqualTo(2);

            barrier.abort();
            assertThat(cell.getLong(64)).isEqualTo(3);
            assertThat(cell.getInt(24)).isEqualTo(4);
            assertThat(cell.getInt(28))
                    .isEqualTo((int) ProcessIdentity.current().pid());
            barrier.reset();
            assertThat(cell.getLong(64)).isEqualTo(4);
            assertThat(cell.getInt(12)).isEqualTo(1);
            assertThat(cell.getInt(2176 + 4)).isEqualTo(3);
        }
    }

    @Test
    void countsTheDeathsOfItsHoldersInALock() throws Exception {
        try (SharedLock lock = SharedLock.create()) {
            CellTicket ticket = (CellTicket) lock.writeReplace();
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4c01).memory();
            LockStates.set(lock, LockStates.dead());
            lock.lock();
            lock.unlock();
            assertThat(cell.getInt(56)).isEqualTo(1);
        }
    }
}

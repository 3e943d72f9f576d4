package org.multijvm.ipc.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.LockLayout;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.launcher.ProcessIdentity;

@Tag("unit")
class LockLayoutTest {
    @Test
    void pinsTheBytesOfAHeldLock() {
        try (SharedLock lock = SharedLock.create()) {
            CellTicket ticket = (CellTicket) lock.writeReplace();
            ByteBuffer cell =
                    SharedCell.attach(ticket.file(), ticket.cell(), 0x4c01).memory();
            ProcessIdentity self = ProcessIdentity.current();
            assertThat(cell.getLong(8)).isZero();

            lock.lock();
            assertThat(cell.getInt(0)).isEqualTo(0x4c01);
            assertThat(cell.getLong(8)).isEqualTo(self.pid() << 32 | (self.startTime() & 0x3fff_ffff) << 2);
            assertThat(cell.getLong(16)).isEqualTo(Thread.currentThread().getId());

            lock.unlock();
            assertThat(cell.getLong(8)).isZero();
        }
    }

    @Test
    void keepsPidStartTimeAndFlagsApart() {
        long state = ProcessKey.of(new ProcessIdentity(0x7fff_ffff, -1)) | LockLayout.WAITERS | LockLayout.ABANDONED;
        assertThat(state).isEqualTo(0x7fff_ffff_ffff_ffffL);
        assertThat(ProcessKey.pid(state)).isEqualTo(0x7fff_ffff);
        assertThat(ProcessKey.bare(state)).isEqualTo(0x7fff_ffff_ffff_fffcL);
        assertThat(ProcessKey.of(new ProcessIdentity(1, 0))).isEqualTo(1L << 32);
    }

    @Test
    void lendsTheKernelTheHalfWithTheFlags() {
        ByteBuffer cell = ByteBuffer.allocateDirect(64).order(java.nio.ByteOrder.nativeOrder());
        cell.putLong(8, 1L << 40 | LockLayout.WAITERS);
        assertThat(new FutexWord(cell, FutexWord.lowHalf(8)).get()).isEqualTo(1);
    }
}

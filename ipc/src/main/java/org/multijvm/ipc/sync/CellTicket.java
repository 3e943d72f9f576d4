package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/**
 * What lies in a cell and needs nothing else, on its way: a lock, an event, a latch, a semaphore, a read-write lock.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param kind which thing it is
 */
record CellTicket(String file, int cell, int kind) implements Ticket {
    static final int SEMAPHORE = 0x4d01;
    static final int BOUNDED_SEMAPHORE = 0x4d02;
    static final int READ_WRITE_LOCK = 0x4d03;

    static CellTicket of(SharedCell cell, int kind) {
        return cell.travelsAs(new CellTicket(cell.file(), cell.index(), kind));
    }

    /**
     * The thing that was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        return switch (kind) {
            case LockLayout.LOCK -> new CellLock(cellHere(), false);
            case LockLayout.REENTRANT_LOCK -> new CellReentrantLock(cellHere(), false);
            case WordLayout.EVENT -> new CellEvent(cellHere(), false);
            case WordLayout.LATCH -> new CellCountDownLatch(cellHere(), false);
            case SEMAPHORE -> new CellSemaphore(monitor(SemaphoreRules.RULES), false, false);
            case BOUNDED_SEMAPHORE -> new CellSemaphore(monitor(SemaphoreRules.RULES), true, false);
            case READ_WRITE_LOCK -> new CellReadWriteLock(monitor(new ReadWriteRules()), false);
            default -> throw new IllegalStateException("an unknown kind of thing: kind=" + kind + ", file=" + file);
        };
    }

    private SharedCell cellHere() {
        return SharedCell.attach(file, cell, kind);
    }

    private RobustMonitor monitor(MonitorRules rules) {
        return RobustMonitor.attach(file, cell, kind, rules);
    }
}

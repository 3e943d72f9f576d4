package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/**
 * A shared lock on its way.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param kind which lock it is
 */
record LockTicket(String file, int cell, int kind) implements Ticket {
    static LockTicket of(SharedCell cell, int kind) {
        return cell.travelsAs(new LockTicket(cell.file(), cell.index(), kind));
    }

    /**
     * The lock that was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        SharedCell attached = SharedCell.attach(file, cell, kind);
        return kind == LockLayout.REENTRANT_LOCK
                ? new SharedReentrantLock(attached, false)
                : new SharedLock(attached, false);
    }
}

package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;

/**
 * A shared condition on its way, with its lock.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param lockFile the file of its lock's cell
 * @param lockCell that cell's number
 * @param lockKind which lock it is
 */
record ConditionTicket(String file, int cell, String lockFile, int lockCell, int lockKind) implements Ticket {
    static ConditionTicket of(ConditionTable table, CellTicket lock) {
        // the lock's own ticket does not travel: this one keeps its page, too, by the table's handle of the lock
        return table.cell()
                .travelsAs(new ConditionTicket(
                        table.cell().file(), table.cell().index(), lock.file(), lock.cell(), lock.kind()));
    }

    /**
     * The condition that was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        ConditionLock lock = ConditionLock.of(new CellTicket(lockFile, lockCell, lockKind));
        return new CellCondition(ConditionTable.attach(file, cell), lock, CellCondition.ATTACHED);
    }
}

package org.multijvm.ipc.sync;

import org.multijvm.ipc.memory.SharedCell;

/** One handle's end, for what fits into a {@link SharedCell}. Thread-safe. */
final class CellHandle {
    private final SharedCell cell;
    private final String what;
    private final boolean creator;
    private volatile boolean closed;

    /**
     * @param what the thing's name, for messages
     * @param creator whether the cell goes with this handle
     */
    CellHandle(SharedCell cell, String what, boolean creator) {
        this.cell = cell;
        this.what = what;
        this.creator = creator;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException(
                    "the " + what + " is closed: file=" + cell.file() + ", cell=" + cell.index());
        }
    }

    /** Ends the handle; false if it had ended. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        if (creator) {
            cell.free();
        }
        return true;
    }

    /** What is sent in the thing's place. */
    WordTicket ticket(int kind) {
        checkOpen();
        return new WordTicket(cell.file(), cell.index(), kind);
    }
}

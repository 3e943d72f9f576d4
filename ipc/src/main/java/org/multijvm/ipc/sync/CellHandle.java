package org.multijvm.ipc.sync;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.SharedCell;

/** One handle's end, for what fits into a {@link SharedCell}. Thread-safe. */
final class CellHandle {
    private final SharedCell cell;
    private final String what;
    private final Cleaner.@Nullable Cleanable cleanable;
    private volatile boolean closed;

    /**
     * @param what the thing's name, for messages
     * @param creator whether the cell goes with this handle
     */
    CellHandle(SharedCell cell, String what, boolean creator) {
        this.cell = cell;
        this.what = what;
        this.cleanable = creator ? cell.freeWith(this) : null;
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
        if (cleanable != null) {
            cell.free();
            cleanable.clean();
        }
        return true;
    }

    /** What is sent in the thing's place. */
    WordTicket ticket(int kind) {
        checkOpen();
        return cell.travelsAs(new WordTicket(cell.file(), cell.index(), kind));
    }
}

package org.multijvm.ipc.sync;

import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.SharedCell;

/** The end of one handle of a thing in a {@link SharedCell}. Thread-safe. */
final class CellEnd {
    private final SharedCell cell;
    private final String what;
    private final String details;
    private final Cleaner.@Nullable Cleanable cleanable;
    private final List<SharedCondition> conditions = new ArrayList<>(0);
    private volatile boolean closed;

    /**
     * @param what the thing's name, for messages
     * @param creator whether the cell goes with this handle
     */
    CellEnd(SharedCell cell, String what, boolean creator) {
        this(cell, what, "file=" + cell.file() + ", cell=" + cell.index(), creator);
    }

    /**
     * @param details which of its kind it is, for messages
     */
    CellEnd(SharedCell cell, String what, String details, boolean creator) {
        this.cell = cell;
        this.what = what;
        this.details = details;
        this.cleanable = creator ? cell.freeWith(this) : null;
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the " + what + " is closed: " + details);
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** A condition that ends with this handle. */
    synchronized SharedCondition owned(SharedCondition condition) {
        checkOpen();
        conditions.add(condition);
        return condition;
    }

    /** Ends the handle; false if it had ended. */
    synchronized boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        conditions.forEach(SharedCondition::close);
        if (cleanable != null) {
            cell.free();
            cleanable.clean();
        }
        return true;
    }

    /** What is sent in the thing's place. */
    CellTicket ticket(int kind) {
        checkOpen();
        return CellTicket.of(cell, kind);
    }
}

package org.multijvm.ipc.memory;

import java.nio.ByteBuffer;

/** What the shared values of all types have in common: a cell, and the handle's end. Thread-safe. */
final class ValueMemory {
    static final int INT = 0x5601;
    static final int LONG = 0x5602;
    static final int DOUBLE = 0x5603;

    /**
     * Where the value lies in its {@link SharedCell}, whatever its type.
     *
     * <pre>
     *  0         4         8                   16                                 64
     *  +---------+---------+-------------------+-----------------------------------+
     *  | kind    | zeros   | value             | zeros                             |
     *  +---------+---------+-------------------+-----------------------------------+
     * </pre>
     */
    static final int VALUE_AT = SharedCell.USER_AT;

    private final SharedCell cell;
    private final int kind;
    private final boolean creator;
    private volatile boolean closed;

    private ValueMemory(SharedCell cell, int kind, boolean creator) {
        this.cell = cell;
        this.kind = kind;
        this.creator = creator;
    }

    static ValueMemory create(int kind) {
        return new ValueMemory(SharedCell.create(kind), kind, true);
    }

    static ValueMemory attach(String file, int cell, int kind) {
        return new ValueMemory(SharedCell.attach(file, cell, kind), kind, false);
    }

    /** The cell, if the handle has not ended. */
    ByteBuffer open() {
        if (closed) {
            throw new IllegalStateException("the value is closed: file=" + cell.file() + ", cell=" + cell.index());
        }
        return cell.memory();
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            if (creator) {
                cell.free();
            }
        }
    }

    ValueTicket ticket() {
        open();
        return new ValueTicket(cell.file(), cell.index(), kind);
    }

    boolean isClosed() {
        return closed;
    }
}

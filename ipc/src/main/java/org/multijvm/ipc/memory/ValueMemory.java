package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.SharedCell;

/** What the shared values of all types have in common: a cell, and the handle's end. Thread-safe. */
final class ValueMemory {
    static final int INT = 0x5601;
    static final int LONG = 0x5602;
    static final int DOUBLE = 0x5603;
    static final int BYTE = 0x5604;
    static final int SHORT = 0x5605;
    static final int CHAR = 0x5606;
    static final int FLOAT = 0x5607;
    static final int BOOLEAN = 0x5608;

    /** To this is added the typecode's letter. */
    static final int TYPED = 0x5700;

    /**
     * Where the value lies in its {@link SharedCell}, whatever its type. A byte, short, char or boolean is widened to a long,
     * which makes it atomic; so is what has a typecode.
     *
     * <pre>
     *  0         4         8                   16                                 64
     *  +---------+---------+-------------------+-----------------------------------+
     *  | kind    | zeros   | value             | zeros                             |
     *  +---------+---------+-------------------+-----------------------------------+
     * </pre>
     */
    static final int VALUE_AT = SharedCell.USER_AT;

    private static final VarHandle BITS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final SharedCell cell;
    private final int kind;
    private final Cleaner.@Nullable Cleanable cleanable;
    private volatile boolean closed;

    private ValueMemory(SharedCell cell, int kind, boolean creator) {
        this.cell = cell;
        this.kind = kind;
        this.cleanable = creator ? cell.freeWith(this) : null;
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

    /** The value of a type that is stored as a long. */
    long bits() {
        return (long) BITS.getVolatile(open(), VALUE_AT);
    }

    void bits(long bits) {
        BITS.setVolatile(open(), VALUE_AT, bits);
    }

    boolean compareAndSet(long expected, long bits) {
        return BITS.compareAndSet(open(), VALUE_AT, expected, bits);
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            if (cleanable != null) {
                cell.free();
                cleanable.clean();
            }
        }
    }

    ValueTicket ticket() {
        open();
        return cell.travelsAs(new ValueTicket(cell.file(), cell.index(), kind));
    }

    boolean isClosed() {
        return closed;
    }
}

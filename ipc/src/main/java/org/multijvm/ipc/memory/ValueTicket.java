package org.multijvm.ipc.memory;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;

/**
 * A shared value on its way.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param kind its type
 */
record ValueTicket(String file, int cell, int kind) implements Ticket {
    /**
     * The value that was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        ValueMemory memory = ValueMemory.attach(file, cell, kind);
        switch (kind) {
            case ValueMemory.INT:
                return new SharedIntValue(memory);
            case ValueMemory.LONG:
                return new SharedLongValue(memory);
            case ValueMemory.DOUBLE:
                return new SharedDoubleValue(memory);
            case ValueMemory.BYTE:
                return new SharedByteValue(memory);
            case ValueMemory.SHORT:
                return new SharedShortValue(memory);
            case ValueMemory.CHAR:
                return new SharedCharValue(memory);
            case ValueMemory.FLOAT:
                return new SharedFloatValue(memory);
            case ValueMemory.BOOLEAN:
                return new SharedBooleanValue(memory);
            default:
                if (kind >= ValueMemory.TYPED) {
                    return new SharedTypedValue(Typecode.of((char) (kind - ValueMemory.TYPED)), memory);
                }
                throw new IllegalStateException("not a value: file=" + file + ", cell=" + cell + ", kind=" + kind);
        }
    }
}

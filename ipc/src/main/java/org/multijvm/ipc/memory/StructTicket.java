package org.multijvm.ipc.memory;

import org.multijvm.codec.Ticket;

/**
 * An array of records on its way.
 *
 * @param type the record class
 * @param bytes what the records lie in
 */
record StructTicket<R extends Record>(Class<R> type, SharedByteArray bytes) implements Ticket {
    /** The array that was sent. */
    @Override
    public Object readResolve() {
        return new SharedStructArray<>(StructLayout.of(type), bytes);
    }
}

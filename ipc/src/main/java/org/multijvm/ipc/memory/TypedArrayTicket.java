package org.multijvm.ipc.memory;

import org.multijvm.codec.Ticket;

/**
 * A shared array with a typecode on its way.
 *
 * @param code the typecode's letter
 * @param storage the array that it is a view of
 */
record TypedArrayTicket(char code, SharedArray storage) implements Ticket {
    /** The array that was sent. */
    @Override
    public Object readResolve() {
        return new SharedTypedArray(Typecode.of(code), storage);
    }
}

package org.multijvm.ipc.sync;

import org.multijvm.codec.Handle;
import org.multijvm.codec.Ticket;

/**
 * A shared thing and its lock on their way.
 *
 * @param shared the shared thing
 * @param lock its lock
 */
record LockedTicket(Handle shared, SharedReentrantLock lock) implements Ticket {
    /** Both as they were sent. */
    @Override
    public Object readResolve() {
        return new Locked<>(shared, lock);
    }
}

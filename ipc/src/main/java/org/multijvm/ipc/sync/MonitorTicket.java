package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import org.multijvm.codec.Ticket;

/**
 * A thing on a {@link RobustMonitor} on its way.
 *
 * @param file the file of its cell
 * @param cell the cell's number
 * @param kind which thing it is
 */
record MonitorTicket(String file, int cell, int kind) implements Ticket {
    static final int SEMAPHORE = 0x4d01;
    static final int BOUNDED_SEMAPHORE = 0x4d02;
    static final int READ_WRITE_LOCK = 0x4d03;

    /**
     * The thing that was sent.
     *
     * @throws UncheckedIOException if its memory is gone
     */
    @Override
    public Object readResolve() {
        switch (kind) {
            case SEMAPHORE:
                return new SharedSemaphore(attach(SemaphoreRules.RULES), false);
            case BOUNDED_SEMAPHORE:
                return new SharedBoundedSemaphore(attach(SemaphoreRules.RULES), false);
            case READ_WRITE_LOCK:
                return new SharedReadWriteLock(attach(new ReadWriteRules()), false);
            default:
                throw new IllegalStateException("an unknown kind of thing: kind=" + kind + ", file=" + file);
        }
    }

    private RobustMonitor attach(MonitorRules rules) {
        return RobustMonitor.attach(file, cell, kind, rules);
    }
}

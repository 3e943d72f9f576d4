package org.multijvm.ipc.sync;

import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/** One handle's end, and its ticket: what all handles of things on a {@link RobustMonitor} have in common. Thread-safe. */
final class MonitorHandle {
    private final String name;
    private final String details;
    private final int kind;
    private final RobustMonitor monitor;
    private final Cleaner.@Nullable Cleanable cleanable;
    private volatile boolean closed;

    /**
     * @param name the thing's name in messages, such as "semaphore"
     * @param details which of its kind it is, for messages
     * @param kind which thing it is, see {@link MonitorTicket}
     */
    MonitorHandle(String name, String details, int kind, RobustMonitor monitor, boolean creator) {
        this.name = name;
        this.details = details;
        this.kind = kind;
        this.monitor = monitor;
        this.cleanable = creator ? monitor.cell().freeWith(this) : null;
    }

    /** The monitor, if the handle has not ended. */
    RobustMonitor open() {
        if (closed) {
            throw new IllegalStateException("the " + name + " is closed: " + details);
        }
        return monitor;
    }

    /** The monitor, whether or not the handle has ended. */
    RobustMonitor monitor() {
        return monitor;
    }

    MonitorTicket ticket() {
        open();
        return monitor.cell()
                .travelsAs(
                        new MonitorTicket(monitor.cell().file(), monitor.cell().index(), kind));
    }

    synchronized void close() {
        if (!closed) {
            closed = true;
            if (cleanable != null) {
                monitor.cell().free();
                cleanable.clean();
            }
        }
    }
}

package org.multijvm.ipc.sync;

import org.jetbrains.lincheck.datastructures.Operation;

/**
 * The rules of a read-write lock on their monitor, without the threads' own counts, so that any thread may end what another began;
 * made anew for each run, in the same cell.
 */
public class LinearizableReadWriteLock {
    private static final ReadWriteRules RULES = new ReadWriteRules();
    private static final RobustMonitor MONITOR = RobustMonitor.create(CellTicket.READ_WRITE_LOCK, RULES);

    public static void main(String[] args) {
        Linearizability.check(args, LinearizableReadWriteLock.class, Sequential.class, false);
    }

    public LinearizableReadWriteLock() {
        MONITOR.set(MonitorLayout.value(MONITOR.processes().self()), 0);
        MONITOR.set(ReadWriteRules.READERS_AT, 0);
        MONITOR.set(ReadWriteRules.WRITERS_AT, 0);
    }

    @Operation
    public boolean tryRead() {
        return MonitorWait.tryTakeOrRecover(MONITOR, RULES, ReadWriteRules.READ, 0);
    }

    @Operation
    public boolean tryWrite() {
        return MonitorWait.tryTakeOrRecover(MONITOR, RULES, ReadWriteRules.WRITE, 0);
    }

    @Operation
    public boolean endRead() {
        return end(ReadWriteRules.READERS_AT);
    }

    @Operation
    public boolean endWrite() {
        return end(ReadWriteRules.WRITERS_AT);
    }

    private static boolean end(int what) {
        int self = MONITOR.processes().self();
        MONITOR.enter();
        try {
            if (MONITOR.get(what) == 0) {
                return false;
            }
            if (what == ReadWriteRules.READERS_AT) {
                ReadWriteRules.putRead(MONITOR, self, -1);
            } else {
                ReadWriteRules.putWritten(MONITOR, self);
            }
            MONITOR.commit();
        } finally {
            MONITOR.exit();
        }
        MONITOR.queue().settle();
        return true;
    }

    /** The same, one call after the other. */
    public static class Sequential {
        private int readers;
        private boolean writing;

        public Sequential() {}

        public boolean tryRead() {
            if (writing) {
                return false;
            }
            readers++;
            return true;
        }

        public boolean tryWrite() {
            if (writing || readers > 0) {
                return false;
            }
            writing = true;
            return true;
        }

        public boolean endRead() {
            if (readers == 0) {
                return false;
            }
            readers--;
            return true;
        }

        public boolean endWrite() {
            boolean was = writing;
            writing = false;
            return was;
        }
    }
}

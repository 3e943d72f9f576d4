package org.multijvm.ipc.sync;

import org.jetbrains.lincheck.datastructures.Operation;

/** A bounded semaphore of two permits; made anew for each run, in the same cell. */
public class LinearizableSemaphore {
    private static final int PERMITS = 2;
    private static final RobustMonitor MONITOR = monitor();
    private static final SharedSemaphore SEMAPHORE = new CellSemaphore(MONITOR, true, true);

    public static void main(String[] args) {
        Linearizability.check(args, LinearizableSemaphore.class, Sequential.class, false);
    }

    private static RobustMonitor monitor() {
        RobustMonitor monitor = RobustMonitor.create(CellTicket.BOUNDED_SEMAPHORE, SemaphoreRules.RULES);
        monitor.set(SemaphoreRules.INITIAL_AT, PERMITS);
        return monitor;
    }

    public LinearizableSemaphore() {
        MONITOR.set(SemaphoreRules.PERMITS_AT, PERMITS);
    }

    @Operation
    public boolean tryAcquire() {
        return SEMAPHORE.tryAcquire();
    }

    @Operation
    public boolean tryAcquireBoth() {
        return SEMAPHORE.tryAcquire(PERMITS);
    }

    @Operation
    public boolean release() {
        try {
            SEMAPHORE.release();
            return true;
        } catch (IllegalStateException full) {
            return false;
        }
    }

    @Operation
    public int permits() {
        return SEMAPHORE.availablePermits();
    }

    /** One whose release reads and writes without the monitor. */
    public static class Broken extends LinearizableSemaphore {
        public Broken() {}

        public static void main(String[] args) {
            Linearizability.check(args, Broken.class, Sequential.class, true);
        }

        @Override
        @Operation
        public boolean release() {
            long permits = MONITOR.get(SemaphoreRules.PERMITS_AT);
            if (permits == PERMITS) {
                return false;
            }
            Thread.yield();
            MONITOR.set(SemaphoreRules.PERMITS_AT, permits + 1);
            return true;
        }
    }

    /** The same, one call after the other. */
    public static class Sequential {
        private int permits = PERMITS;

        public Sequential() {}

        public boolean tryAcquire() {
            return take(1);
        }

        public boolean tryAcquireBoth() {
            return take(PERMITS);
        }

        public boolean release() {
            if (permits == PERMITS) {
                return false;
            }
            permits++;
            return true;
        }

        public int permits() {
            return permits;
        }

        private boolean take(int count) {
            if (permits < count) {
                return false;
            }
            permits -= count;
            return true;
        }
    }
}

package org.multijvm.ipc.sync;

/** The mechanism of {@link SharedSemaphore} and {@link SharedBoundedSemaphore}; one a handle. Thread-safe. */
final class SemaphoreCore {
    private static final SemaphoreRules RULES = SemaphoreRules.RULES;

    private final MonitorHandle handle;
    private final boolean bounded;

    SemaphoreCore(RobustMonitor monitor, boolean bounded, boolean creator) {
        this.bounded = bounded;
        int kind = bounded ? MonitorTicket.BOUNDED_SEMAPHORE : MonitorTicket.SEMAPHORE;
        this.handle = new MonitorHandle("semaphore", kind, monitor, creator);
    }

    static SemaphoreCore create(int permits, boolean bounded) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: permits=" + permits);
        }
        int kind = bounded ? MonitorTicket.BOUNDED_SEMAPHORE : MonitorTicket.SEMAPHORE;
        RobustMonitor monitor = RobustMonitor.create(kind, RULES);
        monitor.set(SemaphoreRules.PERMITS_AT, permits);
        monitor.set(SemaphoreRules.INITIAL_AT, permits);
        return new SemaphoreCore(monitor, bounded, true);
    }

    MonitorHandle handle() {
        return handle;
    }

    void acquire(int permits) throws InterruptedException {
        tryAcquire(permits, Long.MAX_VALUE);
    }

    void acquireUninterruptibly(int permits) {
        RobustMonitor monitor = handle.open();
        checkObtainable(monitor, permits);
        if (!MonitorWait.tryTake(monitor, RULES, 0, permits)) {
            new MonitorWait(monitor, RULES, 0, permits).uninterruptibly();
        }
    }

    boolean tryAcquire(int permits) {
        RobustMonitor monitor = handle.open();
        checkObtainable(monitor, permits);
        return MonitorWait.tryTakeOrRecover(monitor, RULES, 0, permits);
    }

    boolean tryAcquire(int permits, long nanos) throws InterruptedException {
        RobustMonitor monitor = handle.open();
        checkObtainable(monitor, permits);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a semaphore: semaphore=" + this);
        }
        return MonitorWait.tryTake(monitor, RULES, 0, permits)
                || new MonitorWait(monitor, RULES, 0, permits).await(nanos);
    }

    void release(int permits) {
        RobustMonitor monitor = handle.monitor();
        check(permits);
        int self = monitor.processes().self();
        monitor.enter();
        try {
            long available = monitor.get(SemaphoreRules.PERMITS_AT);
            long most = bounded ? monitor.get(SemaphoreRules.INITIAL_AT) : Integer.MAX_VALUE;
            if (available + permits > most) {
                throw new IllegalStateException("the semaphore was released too many times: available=" + available
                        + ", released=" + permits + ", most=" + most);
            }
            int held = MonitorLayout.value(self);
            monitor.put(SemaphoreRules.PERMITS_AT, available + permits);
            monitor.put(held, Math.max(0, monitor.get(held) - permits));
            monitor.commit();
        } finally {
            monitor.exit();
        }
        monitor.queue().settle();
    }

    int permits() {
        return (int) handle.monitor().get(SemaphoreRules.PERMITS_AT);
    }

    int queueLength() {
        return handle.monitor().queue().length();
    }

    private void checkObtainable(RobustMonitor monitor, int permits) {
        check(permits);
        if (bounded && permits > monitor.get(SemaphoreRules.INITIAL_AT)) {
            throw new IllegalArgumentException("there will never be so many permits: asked=" + permits + ", most="
                    + monitor.get(SemaphoreRules.INITIAL_AT));
        }
    }

    private static void check(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("permits must be positive: permits=" + permits);
        }
    }

    @Override
    public String toString() {
        return (bounded ? "SharedBoundedSemaphore" : "SharedSemaphore") + "(permits=" + permits() + ")";
    }
}

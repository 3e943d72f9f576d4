package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;

/** The mechanism of {@link SharedSemaphore} and {@link SharedBoundedSemaphore}; one a handle. Thread-safe. */
final class SemaphoreCore {
    private static final SemaphoreRules RULES = SemaphoreRules.RULES;

    private final MonitorHandle handle;
    private final boolean bounded;

    /** It never changes; known here so that a handle can name it after the memory is gone. */
    private final long initial;

    SemaphoreCore(RobustMonitor monitor, boolean bounded, boolean creator) {
        this.bounded = bounded;
        int kind = bounded ? MonitorTicket.BOUNDED_SEMAPHORE : MonitorTicket.SEMAPHORE;
        this.initial = monitor.get(SemaphoreRules.INITIAL_AT);
        String named = "semaphore=" + name(bounded) + "(initial=" + initial + ")";
        this.handle = new MonitorHandle("semaphore", named, kind, monitor, creator);
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
        checkObtainable(permits);
        tryAcquire(permits, Long.MAX_VALUE);
    }

    void acquireUninterruptibly(int permits) {
        RobustMonitor monitor = handle.open();
        checkObtainable(permits);
        if (!MonitorWait.tryTake(monitor, RULES, 0, permits)) {
            newWait(monitor, permits).uninterruptibly();
        }
    }

    boolean tryAcquire(int permits) {
        RobustMonitor monitor = handle.open();
        check(permits);
        return MonitorWait.tryTakeOrRecover(monitor, RULES, 0, permits);
    }

    boolean tryAcquire(int permits, long nanos) throws InterruptedException {
        RobustMonitor monitor = handle.open();
        check(permits);
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a semaphore: semaphore=" + this);
        }
        if (!isObtainable(permits)) {
            // not in the queue, where those would wait behind it whose permits do come
            TimeUnit.NANOSECONDS.sleep(nanos);
            return false;
        }
        return MonitorWait.tryTake(monitor, RULES, 0, permits)
                || newWait(monitor, permits).await(nanos);
    }

    private MonitorWait newWait(RobustMonitor monitor, int permits) {
        return new MonitorWait(monitor, RULES, 0, permits).waitingFor(this);
    }

    /**
     * Those who wait and whose permits are there come first, as far as that is seen here: one who releases has permits lie there for a
     * moment before it grants them.
     */
    int drainPermits() {
        RobustMonitor monitor = handle.open();
        monitor.queue().settle();
        int drained = takeAll(monitor);
        return drained == 0 && monitor.processes().look() ? takeAll(monitor) : drained;
    }

    private static int takeAll(RobustMonitor monitor) {
        int self = monitor.processes().self();
        monitor.enter();
        try {
            int available = (int) monitor.get(SemaphoreRules.PERMITS_AT);
            if (available != 0 && RULES.take(monitor, self, 0, available)) {
                monitor.commit();
            }
            return available;
        } finally {
            monitor.exit();
        }
    }

    void release(int permits) {
        RobustMonitor monitor = handle.monitor();
        check(permits);
        if (permits == 0) {
            return;
        }
        int self = monitor.processes().self();
        monitor.enter();
        try {
            long available = monitor.get(SemaphoreRules.PERMITS_AT);
            long most = bounded ? initial : Integer.MAX_VALUE;
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

    int availablePermits() {
        return (int) handle.monitor().get(SemaphoreRules.PERMITS_AT);
    }

    int queueLength() {
        return handle.monitor().queue().length();
    }

    private boolean isObtainable(int permits) {
        return !bounded || permits <= initial;
    }

    /** For those who would wait for ever. */
    private void checkObtainable(int permits) {
        check(permits);
        if (!isObtainable(permits)) {
            throw new IllegalArgumentException(
                    "there will never be so many permits: asked=" + permits + ", most=" + initial);
        }
    }

    private static void check(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: permits=" + permits);
        }
    }

    private static String name(boolean bounded) {
        return bounded ? "SharedBoundedSemaphore" : "SharedSemaphore";
    }

    @Override
    public String toString() {
        return name(bounded) + "(permits=" + availablePermits() + ", initial=" + initial + ")";
    }
}

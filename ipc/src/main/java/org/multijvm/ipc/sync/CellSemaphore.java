package org.multijvm.ipc.sync;

import java.util.concurrent.TimeUnit;
import org.multijvm.ipc.wait.Slices;

/** A {@link SharedSemaphore}, bounded or not, on a {@link RobustMonitor}. */
final class CellSemaphore implements SharedSemaphore {
    private static final long serialVersionUID = 1;

    private static final SemaphoreRules RULES = SemaphoreRules.RULES;

    private final transient RobustMonitor monitor;
    private final transient CellEnd end;
    private final transient boolean bounded;

    /** It never changes; known here so that a end can name it after the memory is gone. */
    private final transient long initial;

    CellSemaphore(RobustMonitor monitor, boolean bounded, boolean creator) {
        this.monitor = monitor;
        this.bounded = bounded;
        this.initial = monitor.get(SemaphoreRules.INITIAL_AT);
        this.end = new CellEnd(monitor.cell(), "semaphore", "semaphore=SharedSemaphore(" + most() + ")", creator);
    }

    static CellSemaphore create(int permits, boolean bounded) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits must not be negative: permits=" + permits);
        }
        RobustMonitor monitor = RobustMonitor.create(kind(bounded), RULES);
        monitor.set(SemaphoreRules.PERMITS_AT, permits);
        monitor.set(SemaphoreRules.INITIAL_AT, permits);
        return new CellSemaphore(monitor, bounded, true);
    }

    @Override
    public void acquire(int permits) throws InterruptedException {
        checkObtainable(permits);
        tryAcquire(permits, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        end.checkOpen();
        checkObtainable(permits);
        if (!MonitorWait.tryTake(monitor, RULES, 0, permits)) {
            newWait(permits).uninterruptibly();
        }
    }

    @Override
    public boolean tryAcquire(int permits) {
        end.checkOpen();
        check(permits);
        return MonitorWait.tryTakeOrRecover(monitor, RULES, 0, permits);
    }

    @Override
    public boolean tryAcquire(int permits, long time, TimeUnit unit) throws InterruptedException {
        long nanos = unit.toNanos(time);
        end.checkOpen();
        check(permits);
        Slices.checkInterruptBefore(this);
        if (!isObtainable(permits)) {
            // not in the queue, where those would wait behind it whose permits do come
            TimeUnit.NANOSECONDS.sleep(nanos);
            return false;
        }
        return MonitorWait.tryTake(monitor, RULES, 0, permits)
                || newWait(permits).await(nanos);
    }

    private MonitorWait newWait(int permits) {
        return new MonitorWait(monitor, RULES, 0, permits).waitingFor(this);
    }

    /**
     * Those who wait and whose permits are there come first, as far as that is seen here: one who releases has permits lie there for a
     * moment before it grants them.
     */
    @Override
    public int drainPermits() {
        end.checkOpen();
        monitor.queue().settle();
        int drained = takeAll();
        return drained == 0 && monitor.processes().look() ? takeAll() : drained;
    }

    private int takeAll() {
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

    @Override
    public void release(int permits) {
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

    @Override
    public int availablePermits() {
        return (int) monitor.get(SemaphoreRules.PERMITS_AT);
    }

    @Override
    public int queueLength() {
        return monitor.queue().length();
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

    private static int kind(boolean bounded) {
        return bounded ? CellTicket.BOUNDED_SEMAPHORE : CellTicket.SEMAPHORE;
    }

    private String most() {
        return (bounded ? "most=" : "initial=") + initial;
    }

    @Override
    public void close() {
        end.close();
    }

    @Override
    public Object writeReplace() {
        return end.ticket(kind(bounded));
    }

    @Override
    public String toString() {
        return "SharedSemaphore(permits=" + availablePermits() + ", " + most() + ")";
    }
}

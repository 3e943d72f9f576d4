package org.multijvm.ipc.sync;

/**
 * A semaphore's words and what they mean.
 *
 * <pre>
 *   counter 0: the permits that are there        counter 1: the number it was made with
 *   a process's value: the permits it has acquired, less those it has released, never below 0
 * </pre>
 *
 * <p>A dead process's value goes back to the permits, but never so that there are more than the semaphore was made with: who uses
 * it to signal (one process only releases, another only acquires) has acquired without ever meaning to give back, and its death
 * must not repeat all signals.
 */
final class SemaphoreRules implements MonitorRules {
    static final SemaphoreRules RULES = new SemaphoreRules();
    static final int PERMITS_AT = MonitorLayout.counter(0);
    static final int INITIAL_AT = MonitorLayout.counter(1);

    private SemaphoreRules() {}

    @Override
    public boolean take(RobustMonitor monitor, int process, int mode, int permits) {
        long available = monitor.get(PERMITS_AT);
        if (available < permits) {
            return false;
        }
        int held = MonitorLayout.value(process);
        monitor.put(PERMITS_AT, available - permits);
        monitor.put(held, monitor.get(held) + permits);
        return true;
    }

    @Override
    public void died(RobustMonitor monitor, int process) {
        long available = monitor.get(PERMITS_AT);
        long missing = Math.max(0, monitor.get(INITIAL_AT) - available);
        monitor.put(PERMITS_AT, available + Math.min(missing, monitor.get(MonitorLayout.value(process))));
    }
}

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

    /** Whoever acquires holds, who releases holds less or what he never held: so what is held and what is there are never fewer than there were. */
    @Override
    public boolean isSound(RobustMonitor monitor) {
        long initial = monitor.get(INITIAL_AT);
        long there = monitor.get(PERMITS_AT);
        long held = 0;
        for (int process = 0; process < MonitorLayout.PROCESSES; process++) {
            if (monitor.get(MonitorLayout.key(process)) != 0) {
                long value = monitor.get(MonitorLayout.value(process));
                if (value < 0 || value > Integer.MAX_VALUE) {
                    return false;
                }
                held += value;
            }
        }
        boolean possible = initial >= 0 && initial <= Integer.MAX_VALUE && there >= 0 && there <= Integer.MAX_VALUE;
        return possible && there + held >= initial;
    }

    @Override
    public void died(RobustMonitor monitor, int process) {
        long available = monitor.get(PERMITS_AT);
        long missing = Math.max(0, monitor.get(INITIAL_AT) - available);
        monitor.put(PERMITS_AT, available + Math.min(missing, monitor.get(MonitorLayout.value(process))));
    }
}

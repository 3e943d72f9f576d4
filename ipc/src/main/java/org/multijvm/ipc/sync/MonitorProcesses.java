package org.multijvm.ipc.sync;

import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.ipc.wait.Slices;

/**
 * The processes that use a {@link RobustMonitor}, and what each of them holds.
 *
 * <pre>
 *   FREE, key 0 --self()--> P, value v --transactions--> P, value w
 *        ^                                                  |
 *        +------- P is dead: its waiters are removed, ------+
 *                 then in one transaction its holdings are undone and the key cleared
 * </pre>
 *
 * <p>A process takes an entry with its first use and keeps it until it is dead. The waiters go before the entry, one a transaction: whoever
 * dies in between leaves an entry that still names the dead, and the next one goes on. An entry's number is thus never given to another
 * process while a waiter of the dead one is left.
 *
 * <p>Whether a process is dead is found out without the monitor, as it takes some 10 us; inside, it only has to be seen that the entry
 * still has that key. The key cannot have come back: it has the start time in it, and the dead do not come back.
 */
final class MonitorProcesses {

    /** How often waiters of this JVM look whether others are dead. */
    private static final long LOOK_EVERY_NANOS = Slices.FIRST_NANOS;

    /** How many processes are looked at in one go. */
    private static final int MOST_LOOKS = 16;

    private final RobustMonitor monitor;
    private final MonitorRules rules;

    /** The number of this process's entry, or -1 as long as it has none. Never changes once it is set. */
    private volatile int self = -1;

    /** When somebody here last looked, and where the next look begins, elsewhere in each JVM; a race looks twice. */
    private volatile long lastLook = System.nanoTime() - LOOK_EVERY_NANOS;

    private volatile int nextLook = (int) (ProcessKey.pid(ProcessKey.SELF) % MonitorLayout.PROCESSES);

    MonitorProcesses(RobustMonitor monitor, MonitorRules rules) {
        this.monitor = monitor;
        this.rules = rules;
    }

    /**
     * The number of this process's entry. Call it from outside, before entering.
     *
     * @throws IllegalStateException if 256 other living processes use the monitor
     */
    int self() {
        int found = self;
        if (found >= 0) {
            return found;
        }
        if (claim() < 0) {
            lookAtAll();
            if (claim() < 0) {
                throw new IllegalStateException("too many processes use it: most=" + MonitorLayout.PROCESSES
                        + ", file=" + monitor.cell().file() + ", cell="
                        + monitor.cell().index());
            }
        }
        return self;
    }

    /** Looks at those whose death matters, unless somebody here has done so in the last 2 ms; true if one was dead. */
    boolean look() {
        long now = System.nanoTime();
        if (now - lastLook < LOOK_EVERY_NANOS) {
            return false;
        }
        lastLook = now;
        boolean swept = false;
        int front = monitor.queue().frontProcess();
        if (front >= 0) {
            swept = sweepIfDead(front);
        }
        int looks = 0;
        int process = nextLook;
        for (int i = 0; i < MonitorLayout.PROCESSES && looks < MOST_LOOKS; i++) {
            if (monitor.get(MonitorLayout.key(process)) != 0 && rules.holds(monitor, process)) {
                looks++;
                swept |= sweepIfDead(process);
            }
            process = (process + 1) % MonitorLayout.PROCESSES;
        }
        nextLook = process;
        return swept;
    }

    /** Looks at all processes, for a caller that found the table or the queue full. Takes some 10 us a process. */
    boolean lookAtAll() {
        boolean swept = false;
        for (int process = 0; process < MonitorLayout.PROCESSES; process++) {
            swept |= sweepIfDead(process);
        }
        return swept;
    }

    private int claim() {
        monitor.enter();
        try {
            int free = -1;
            for (int process = MonitorLayout.PROCESSES - 1; process >= 0; process--) {
                long key = monitor.get(MonitorLayout.key(process));
                if (key == ProcessKey.SELF) {
                    self = process;
                    return process;
                }
                if (key == 0) {
                    free = process;
                }
            }
            if (free >= 0) {
                monitor.put(MonitorLayout.value(free), 0);
                monitor.put(MonitorLayout.key(free), ProcessKey.SELF);
                monitor.commit();
                self = free;
            }
            return free;
        } finally {
            monitor.exit();
        }
    }

    private boolean sweepIfDead(int process) {
        long key = monitor.get(MonitorLayout.key(process));
        if (key == 0 || !ProcessKey.isDead(key)) {
            return false;
        }
        monitor.enter();
        try {
            if (monitor.get(MonitorLayout.key(process)) == key) {
                monitor.queue().removeAllOf(process);
                rules.died(monitor, process);
                monitor.put(MonitorLayout.value(process), 0);
                monitor.put(MonitorLayout.key(process), 0);
                monitor.commit();
            }
        } finally {
            monitor.exit();
        }
        monitor.queue().settle();
        return true;
    }
}

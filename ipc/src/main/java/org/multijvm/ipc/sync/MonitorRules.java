package org.multijvm.ipc.sync;

/**
 * What one kind of primitive decides for its {@link RobustMonitor}. The state is in the monitor's words; an object of rules may
 * keep what only concerns the threads of this JVM, such as which of them holds something.
 *
 * <p>All methods but {@link #holds} are called by a thread inside the monitor; they may {@link RobustMonitor#get} and
 * {@link RobustMonitor#put}, and must do nothing else, above all not commit, wait or throw: the caller adds its own words to the same
 * transaction. At most 16 words each.
 */
interface MonitorRules {
    /**
     * Takes what is asked for, if it is there: puts the effects, also into the process's own value, and says true. Else puts
     * nothing and says false. Called for a thread that has just come when nobody waits, and for the front waiter.
     *
     * @param process the number of the asking process's entry
     * @param mode what is asked for, 0 to 255
     * @param argument how much of it
     */
    boolean take(RobustMonitor monitor, int process, int mode, int argument);

    /** Puts what undoes the holdings of a dead process; its entry is freed in the same transaction. Its waiters are gone already. */
    void died(RobustMonitor monitor, int process);

    /** Whether the words can be what processes have made of them; called by a thread inside. */
    default boolean isSound(RobustMonitor monitor) {
        return true;
    }

    /**
     * True if the death of this process would change something for those who wait, so that it is worth looking at. Called without
     * the monitor, so it may see a value that has just changed.
     */
    default boolean holds(RobustMonitor monitor, int process) {
        return monitor.get(MonitorLayout.value(process)) != 0;
    }
}

package org.multijvm.pool;

import org.multijvm.ipc.sync.FutexWord;

/**
 * Loads the kernel's sleep into a worker JVM and then tells the pool, which until then polls.
 *
 * <p>In a thread of its own, since the worker's may be busy with a task for hours; and after a while, since loading takes as much time
 * as all the rest of a worker's start, and its first task should not share a processor with it.
 */
final class WakeLoader extends Thread {
    private static final long AFTER_MILLIS = 100;

    private final AnswerWriter answers;

    WakeLoader(AnswerWriter answers) {
        super(null, null, "multijvm-wake-loader", 0, false);
        this.answers = answers;
        setDaemon(true);
    }

    @Override
    public void run() {
        try {
            Thread.sleep(AFTER_MILLIS);
        } catch (InterruptedException notOurs) {
            // a task that interrupts every thread it finds only makes this earlier
            Thread.currentThread().interrupt();
        }
        if (FutexWord.awaitCanWake()) {
            answers.canWake();
        }
    }
}

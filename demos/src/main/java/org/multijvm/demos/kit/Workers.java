package org.multijvm.demos.kit;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmProcess;

/** Threads or processes that each do something once. */
public final class Workers {
    private final List<Thread> threads = new ArrayList<>();
    private final List<JvmProcess> processes = new ArrayList<>();
    private final boolean inProcesses;

    /** None yet. */
    public Workers(boolean inProcesses) {
        this.inProcesses = inProcesses;
    }

    /** Starts one. */
    public void start(SerializableRunnable work) {
        if (inProcesses) {
            processes.add(JvmProcess.start(work));
            return;
        }
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.start();
        threads.add(thread);
    }

    /** Waits for the end of all. */
    public void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        for (JvmProcess process : processes) {
            process.join();
        }
    }
}

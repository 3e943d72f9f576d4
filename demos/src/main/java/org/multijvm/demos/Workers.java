package org.multijvm.demos;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.launcher.JvmProcess;

/** Threads or processes that each do something once. */
final class Workers {
    private final List<Thread> threads = new ArrayList<>();
    private final List<JvmProcess> processes = new ArrayList<>();
    private final boolean inProcesses;

    Workers(boolean inProcesses) {
        this.inProcesses = inProcesses;
    }

    void start(SerializableRunnable work) {
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

    void join() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        for (JvmProcess process : processes) {
            process.join();
        }
    }
}

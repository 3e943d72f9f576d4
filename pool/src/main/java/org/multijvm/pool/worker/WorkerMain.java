package org.multijvm.pool.worker;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.OwnState;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/** What a worker JVM runs. */
public final class WorkerMain implements SerializableRunnable, OwnState {
    private static final long serialVersionUID = 1;

    private @Nullable WorkerSpec spec;

    /** In the worker; {@link #readState} follows. */
    public WorkerMain() {}

    /** A worker that is told this. */
    public WorkerMain(WorkerSpec spec) {
        this.spec = spec;
    }

    @Override
    public void writeState(ValueWriter out) {
        known().write(out);
    }

    @Override
    public void readState(ValueReader in) {
        spec = WorkerSpec.read(in);
    }

    @Override
    public void run() throws IOException {
        work();
        if (isKept()) {
            System.exit(0);
        }
    }

    /**
     * Whether a thread that a task has left behind keeps this JVM, which it must not. Else it ends by itself, as from JDK 21 on an exit that is asked for makes a logger first, and
     * looks through all jars for one. A thread that is only started now keeps it until the pool's patience is over.
     */
    private static boolean isKept() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        for (ThreadGroup parent = all.getParent(); parent != null; parent = parent.getParent()) {
            all = parent;
        }
        Thread[] threads = new Thread[all.activeCount() + 1];
        int count = all.enumerate(threads);
        boolean kept = count == threads.length;
        for (int i = 0; i < count && !kept; i++) {
            kept = !threads[i].isDaemon() && threads[i] != Thread.currentThread();
        }
        return kept;
    }

    /** Takes calls until the pool says stop. */
    public void work() throws IOException {
        new WorkerLoop(known()).run();
    }

    private WorkerSpec known() {
        WorkerSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("a worker was not told what it is");
        }
        return known;
    }
}

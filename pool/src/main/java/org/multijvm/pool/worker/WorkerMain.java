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
        // a thread that a task has left behind must not keep the worker
        System.exit(0);
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

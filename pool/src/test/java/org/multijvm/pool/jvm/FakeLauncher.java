package org.multijvm.pool.jvm;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.pool.worker.ScriptedWorker;

/** Gives workers that are no JVMs: each is the other end of its channel, and a process that ends when the test says so. */
final class FakeLauncher implements WorkerLauncher {
    /** In the order of their starts. */
    final List<FakeWorker> all = new ArrayList<>();

    /** So many starts fail from now on. */
    int refusals;

    private final PoolParts parts;

    FakeLauncher(PoolParts parts) {
        this.parts = parts;
    }

    @Override
    public void close() {}

    @Override
    public WorkerProcess launch(String name, int id, WorkerView view) {
        if (refusals > 0) {
            refusals--;
            throw new IllegalStateException("no process for it: worker=" + name);
        }
        FakeWorker worker =
                new FakeWorker(name, id, new ScriptedWorker(parts.folder().path(), name, parts.clock()));
        all.add(worker);
        return worker;
    }
}

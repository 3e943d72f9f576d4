package org.multijvm.pool.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.multijvm.codec.Codec;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.engine.WorkerSource;

/** This JVM as a worker; made when the first task asks, so that a worker's start does not load it. */
final class JvmWorker extends WorkerSource {
    private final WorkerLoop loop;
    private final WorkerSpec spec;

    private JvmWorker(WorkerLoop loop, WorkerSpec spec) {
        super(spec.id(), JvmProcess.currentProcess().name(), spec.pool());
        this.loop = loop;
        this.spec = spec;
    }

    /** As its superclass, so that the loop is verified without it. */
    static WorkerSource of(WorkerLoop loop, WorkerSpec spec) {
        return new JvmWorker(loop, spec);
    }

    @Override
    public long tasksDone() {
        return loop.tasksDone();
    }

    @Override
    public Object shared(String name) {
        List<String> names = spec.shared();
        int place = names == null ? -1 : names.indexOf(name);
        if (place < 0) {
            throw new IllegalArgumentException(
                    "the pool shares no such object: name=" + name + ", shared=" + (names == null ? "none" : names));
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return GivenObjects.read(
                    Path.of(spec.folder()),
                    place,
                    spec.codec() == null ? Codec.java() : spec.codec(),
                    context != null ? context : ClassLoader.getSystemClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException("a shared object cannot be read: name=" + name + ": " + e.getMessage(), e);
        }
    }
}

package org.multijvm.pool.worker;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import org.multijvm.ipc.file.MappedFile;
import org.multijvm.ipc.wait.FutexWord;

/**
 * The word on which the pool's collector sleeps and which its workers ring.
 *
 * <p>0: nobody needs to be woken. 1: the collector sleeps, or is about to look a last time and then sleep. Whoever publishes an
 * answer looks at it behind a full fence and, if it is 1, moves it to 0 and wakes: the collector on its side sets it to 1, then
 * looks at the rings once more, then sleeps while it is 1. So either the worker sees the 1 or the collector sees the answer.
 */
public final class Doorbell {
    private static final int BYTES = 4096;

    private final MappedFile file;
    private final FutexWord word;

    private Doorbell(MappedFile file) {
        this.file = file;
        this.word = new FutexWord(file.buffer(), 0);
    }

    /** Makes its file; nobody sleeps on it. */
    public static Doorbell create(Path path) throws IOException {
        return new Doorbell(MappedFile.create(path, BYTES));
    }

    static Doorbell open(Path path) throws IOException {
        return new Doorbell(MappedFile.open(path));
    }

    /** Nobody rings or sleeps any more: gives the memory back. */
    void release() {
        file.release();
    }

    Path path() {
        return file.path();
    }

    /** By a worker, after an answer was published, or by the pool to make the collector look up. */
    public void ring() {
        VarHandle.fullFence();
        if (word.get() == 1 && word.compareAndSet(1, 0)) {
            word.wake(1);
        }
    }

    /** By the collector: from now on answers ring. A look at the rings must follow. */
    public void listen() {
        word.set(1);
    }

    /** By the collector: answers need not ring, since somebody looks. Returns whether they had to before. */
    public boolean mute() {
        boolean listened = word.get() == 1;
        word.set(0);
        return listened;
    }

    /** By the collector: sleeps until it rings, at most so long. */
    public void sleep(long nanos) {
        word.sleep(1, nanos);
    }
}

package org.multijvm.pool.worker;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.MappedFile;
import org.multijvm.ipc.wait.FutexWord;

/**
 * The word on which the pool's collector sleeps and which its workers ring.
 *
 * <pre>
 *   OFF      somebody in the pool looks, and looks once more behind the word's next change: nobody rings
 *   EACH     the collector sleeps until it is rung, or is about to look a last time and then sleep: each answer rings
 *   GATHERS  the collector looks by itself in a moment, in {@value #ROUND_NANOS} ns, or looks now: only who has little left to do rings
 *
 *            the collector, or who plays it                a worker
 *   OFF      ---> EACH or GATHERS, then looks
 *   EACH     ---> OFF or GATHERS, then looks               published, reads EACH: ---> OFF, wakes the collector
 *   GATHERS  ---> OFF, EACH or GATHERS, then looks         published, reads GATHERS, and runs low: ---> OFF, wakes the collector
 * </pre>
 *
 * <p><b>Why no answer is left.</b> A worker publishes, then comes a full fence, then it reads the word. The collector stores the word, which is a full fence, then it looks
 * at all rings. So of each store of the word and each answer one of two is true: the worker has read what was stored, or something later; or the look behind that store finds
 * the answer. A worker that reads OFF relies on the next store, behind which there is a look, since nobody sleeps while it is OFF. One that reads EACH rings. One that reads
 * GATHERS and goes on relies on the look with which that state ends, and which the collector begins by itself: whatever word it stores then, the answer was published before the worker
 * read the old one, so the look finds it. Nothing there depends on the worker, which may be killed, stopped, or an hour at its next task.
 *
 * <p>One that reads GATHERS and runs low rings, since it may soon have nothing to do. What it has left is looked at behind the word: calls that it sees there it will take up, and
 * then decides again; where it sees none it rings. So the last answer of a worker always rings, where nobody looks anyway.
 *
 * <p>Who rings moves the word to OFF first, by compare-and-set: so many answers make one system call. If that worker dies before it has woken the collector, that sleeps on with the word at
 * OFF until the pool has heard of the death ({@link #rouse}), or its time is over.
 */
public final class Doorbell {
    /** How long answers are gathered at most: so late may be what nobody was woken for. */
    public static final long ROUND_NANOS = 800_000;

    private static final int BYTES = 4096;

    private static final int OFF = 0;
    private static final int EACH = 1;
    private static final int GATHERS = 2;

    private final @Nullable MappedFile file;
    private final FutexWord word;

    private Doorbell(MappedFile file) {
        this.file = file;
        this.word = new FutexWord(file.buffer(), 0);
    }

    /** In memory that is somebody else's, at its beginning. */
    Doorbell(ByteBuffer memory) {
        this.file = null;
        this.word = new FutexWord(memory, 0);
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
        if (file != null) {
            file.release();
        }
    }

    /** By a worker, after an answer was published. */
    void answered(Backlog backlog) {
        VarHandle.fullFence();
        int state = word.get();
        if (state == EACH || (state == GATHERS && backlog.isLow())) {
            wake(state);
        }
    }

    /** By a worker that needs the collector, or by the pool: makes it look up. */
    public void ring() {
        VarHandle.fullFence();
        int state = word.get();
        while (state != OFF && !wake(state)) {
            state = word.get();
        }
    }

    /** By the pool, which has heard of a worker's death: wakes the collector also if that worker has moved the word and woken nobody. */
    public void rouse() {
        word.set(OFF);
        // or this JVM would load the kernel's sleep for that, in which no thread of it can be before
        if (FutexWord.canWake()) {
            word.wake(1);
        }
    }

    private boolean wake(int state) {
        boolean moved = word.compareAndSet(state, OFF);
        if (moved) {
            word.wake(1);
        }
        return moved;
    }

    /** By the collector: from now on each answer rings. A look at the rings must follow. */
    public void listen() {
        word.set(EACH);
    }

    /** By the collector: from now on only who runs low rings. A look at the rings must follow, then {@link #sleep} for {@link #ROUND_NANOS} at most, then this or another change. */
    public void gather() {
        word.set(GATHERS);
    }

    /** Whether the collector looks by itself in a moment. */
    public boolean isGathering() {
        return word.get() == GATHERS;
    }

    /** By the collector: answers need not ring, since somebody looks. Returns what {@link #unmute} is to be told. */
    public int mute() {
        int before = word.get();
        word.set(OFF);
        return before;
    }

    /** By one who has played the collector, which sleeps on, unless it was rung before: as it was. A look at the rings must follow. */
    public void unmute(int before) {
        if (before != OFF) {
            word.set(before);
        }
    }

    /** By the collector, behind {@link #listen} or {@link #gather}: sleeps until it rings, at most so long. */
    public void sleep(long nanos) {
        int state = word.get();
        if (state != OFF) {
            word.sleep(state, nanos);
        }
    }
}

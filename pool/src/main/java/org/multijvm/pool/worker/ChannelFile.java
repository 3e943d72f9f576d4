package org.multijvm.pool.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.multijvm.ipc.file.MappedFile;
import org.multijvm.ipc.ring.OneToOneRing;
import org.multijvm.ipc.ring.OneToOneRingConsumer;
import org.multijvm.ipc.ring.OneToOneRingProducer;

/**
 * The mapped file through which the pool and one worker talk: a ring of calls, behind it a ring of answers, behind that the mark of
 * the task in hand, what the pool asks about it, and the {@link Chute}.
 *
 * <p>It belongs to one worker JVM alone and goes with it, so that nothing that a dying worker leaves behind can be seen by
 * another one.
 */
public final class ChannelFile {
    /** Room for some thousand small tasks each way; small enough that a worker's start does not wait for fresh pages. */
    static final int CAPACITY = 1 << 18;

    private static final int CALLS = 0;
    private static final int ANSWERS = OneToOneRing.bytes(CAPACITY);
    private static final int RUNNING = 2 * OneToOneRing.bytes(CAPACITY);
    private static final int ASKS = RUNNING + RunningMark.BYTES;
    private static final int CHUTE = ASKS + AskWord.BYTES;
    private static final int BYTES = CHUTE + Chute.BYTES;

    private final MappedFile file;

    private ChannelFile(MappedFile file) {
        this.file = file;
    }

    /** Makes the file, with both rings empty. */
    public static ChannelFile create(Path path) throws IOException {
        MappedFile file = MappedFile.create(path, BYTES);
        OneToOneRing.format(file.buffer(), CALLS, CAPACITY);
        OneToOneRing.format(file.buffer(), ANSWERS, CAPACITY);
        return new ChannelFile(file);
    }

    static ChannelFile open(Path path) throws IOException {
        return new ChannelFile(MappedFile.open(path));
    }

    /** For the pool: the one end into which calls go. */
    public OneToOneRingProducer callsOut() {
        return new OneToOneRingProducer(file.buffer(), CALLS);
    }

    /** For the worker, or for a pool that takes back what a dead one has not read. */
    public OneToOneRingConsumer callsIn() {
        return new OneToOneRingConsumer(file.buffer(), CALLS);
    }

    OneToOneRingProducer answersOut() {
        return new OneToOneRingProducer(file.buffer(), ANSWERS);
    }

    OneToOneRingConsumer answersIn() {
        return new OneToOneRingConsumer(file.buffer(), ANSWERS);
    }

    public RunningMark running() {
        return new RunningMark(file.buffer(), RUNNING);
    }

    public AskWord asks() {
        return new AskWord(file.buffer(), ASKS);
    }

    public Chute chute() {
        return new Chute(file.buffer(), CHUTE);
    }

    public ByteBuffer memory() {
        return file.buffer();
    }

    /** The worker is gone and nobody looks any more: gives the memory back. A late look sees zeros. */
    public void release() {
        file.release();
    }

    void unlink() {
        file.unlink();
    }
}

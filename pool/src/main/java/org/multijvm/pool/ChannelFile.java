package org.multijvm.pool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.multijvm.ipc.channel.Ring;
import org.multijvm.ipc.channel.RingConsumer;
import org.multijvm.ipc.channel.RingProducer;
import org.multijvm.ipc.memory.MappedFile;

/**
 * The mapped file through which the pool and one worker talk: a ring of calls, behind it a ring of answers, behind that the mark of
 * the task in hand, what the pool asks about it, and the {@link Chute}.
 *
 * <p>It belongs to one worker JVM alone and goes with it, so that nothing that a dying worker leaves behind can be seen by
 * another one.
 */
final class ChannelFile {
    /** Room for some thousand small tasks each way; small enough that a worker's start does not wait for fresh pages. */
    static final int CAPACITY = 1 << 18;

    private static final int CALLS = 0;
    private static final int ANSWERS = Ring.bytes(CAPACITY);
    private static final int RUNNING = 2 * Ring.bytes(CAPACITY);
    private static final int ASKS = RUNNING + RunningMark.BYTES;
    private static final int CHUTE = ASKS + AskWord.BYTES;
    private static final int BYTES = CHUTE + Chute.BYTES;

    private final MappedFile file;

    private ChannelFile(MappedFile file) {
        this.file = file;
    }

    static ChannelFile create(Path path) throws IOException {
        MappedFile file = MappedFile.create(path, BYTES);
        Ring.format(file.buffer(), CALLS, CAPACITY);
        Ring.format(file.buffer(), ANSWERS, CAPACITY);
        return new ChannelFile(file);
    }

    static ChannelFile open(Path path) throws IOException {
        return new ChannelFile(MappedFile.open(path));
    }

    RingProducer callsOut() {
        return new RingProducer(file.buffer(), CALLS);
    }

    RingConsumer callsIn() {
        return new RingConsumer(file.buffer(), CALLS);
    }

    RingProducer answersOut() {
        return new RingProducer(file.buffer(), ANSWERS);
    }

    RingConsumer answersIn() {
        return new RingConsumer(file.buffer(), ANSWERS);
    }

    RunningMark running() {
        return new RunningMark(file.buffer(), RUNNING);
    }

    AskWord asks() {
        return new AskWord(file.buffer(), ASKS);
    }

    Chute chute() {
        return new Chute(file.buffer(), CHUTE);
    }

    ByteBuffer memory() {
        return file.buffer();
    }

    /** The worker is gone and nobody looks any more: gives the memory back. A late look sees zeros. */
    void release() {
        file.release();
    }

    void unlink() {
        file.unlink();
    }
}

package org.multijvm.pool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.codec.ValueReader;
import org.multijvm.ipc.channel.RingConsumer;

/** The pool's side of one worker's ring of answers: a cursor over frames. Belongs to the collector, whoever plays it. */
final class AnswerReader {
    private final RingConsumer ring;
    private final ByteBuffer window;
    private final BlockReader blocks;
    private int payload;

    AnswerReader(ChannelFile file, BlockReader blocks) {
        this.ring = file.answersIn();
        this.window = file.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.blocks = blocks;
    }

    /** Steps to the next answer; false if there is none now. */
    boolean next() {
        boolean there = ring.next();
        if (there) {
            payload = ring.payload();
            window.clear();
        }
        return there;
    }

    boolean hasNext() {
        return ring.hasNext();
    }

    int type() {
        return ring.type();
    }

    long task() {
        return window.getLong(payload + AnswerLayout.TASK);
    }

    long nanos() {
        return window.getLong(payload + AnswerLayout.NANOS);
    }

    /** Lets the reader read the current answer's body; nothing else of the answer can be had afterwards. */
    ValueReader body(ValueReader reader) throws IOException {
        int block = window.getInt(payload + AnswerLayout.BLOCK);
        int length = window.getInt(payload + AnswerLayout.LENGTH);
        if (block != CallLayout.NO_BLOCK) {
            return reader.over(blocks.read(block, length));
        }
        window.limit(payload + AnswerLayout.BODY + length).position(payload + AnswerLayout.BODY);
        return reader.over(window);
    }

    /** The current answer has been read: its space, and its block, are the worker's again. */
    void release() {
        ring.release();
    }

    /** True once the worker can wake a collector that sleeps in the kernel. */
    boolean workerCanWake() {
        return ring.producerCanWake();
    }
}

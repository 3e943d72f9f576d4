package org.multijvm.pool.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ring.OneToOneRingProducer;

/** The worker's side of the ring of answers. One thread; waits while the ring is full. */
final class AnswerWriter {
    private static final long FULL_PAUSE_NANOS = 50_000;

    /** Longer than a caller takes to read a result of 1 GiB and to write an argument of the same size. */
    private static final long IDLE_NANOS = 1_000_000_000;

    private final OneToOneRingProducer ring;
    private final ByteBuffer frame;
    private final Doorbell bell;
    private final Backlog backlog;
    private final BodyEncoder encoder;
    private final BlockStore blocks;
    /** Blocks on their way, each with the position that the ring's head must pass until it is free again. */
    private final ArrayDeque<SentBlock> sent = new ArrayDeque<>();

    AnswerWriter(OneToOneRingProducer ring, Doorbell bell, Backlog backlog, BodyEncoder encoder, BlockStore blocks) {
        this.ring = ring;
        this.frame = ring.memory().duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.bell = bell;
        this.backlog = backlog;
        this.encoder = encoder;
        this.blocks = blocks;
    }

    void ready() {
        encoder.begin();
        send(AnswerLayout.READY, 0, 0);
        bell.ring();
    }

    void startFailed(Throwable e) {
        RemoteThrowable.write(encoder.begin(), e);
        send(AnswerLayout.START_FAILED, 0, 0);
        bell.ring();
    }

    /** Throws what the encoding of the result throws; then nothing was sent. */
    void exitValue(@Nullable Object result) {
        encoder.begin().write("exit result", result);
        send(AnswerLayout.EXIT_VALUE, 0, 0);
        bell.ring();
    }

    void exitError(Throwable e) {
        RemoteThrowable.write(encoder.begin(), e);
        send(AnswerLayout.EXIT_ERROR, 0, 0);
        bell.ring();
    }

    void skipped(long task) {
        encoder.begin();
        send(AnswerLayout.SKIPPED, task, 0);
        bell.answered(backlog);
    }

    void error(long task, long nanos, Throwable e) {
        RemoteThrowable.write(encoder.begin(), e);
        answer(AnswerLayout.ERROR, task, nanos);
    }

    /** Throws what the encoding of the result throws; then nothing was sent. */
    void value(long task, long nanos, @Nullable Object result, boolean list) {
        ValueWriter out = encoder.begin();
        if (list) {
            List<?> results = (List<?>) Objects.requireNonNull(result);
            out.writeList(results, 0, results.size());
        } else {
            out.write("result", result);
        }
        answer(AnswerLayout.VALUE, task, nanos);
    }

    private void answer(int type, long task, long nanos) {
        send(type, task, nanos);
        backlog.took(nanos);
        bell.answered(backlog);
    }

    void canWake() {
        ring.canWake();
    }

    private void send(int type, long task, long nanos) {
        reclaim();
        ByteBuffer body = encoder.body();
        Block block = encoder.takeBlock();
        int length = body.remaining();
        boolean inline = block == null && length <= BodyEncoder.LARGEST_INLINE;
        if (block == null && !inline) {
            sendPieces(task, body);
        }
        int at = claim(type, AnswerLayout.BODY + (inline ? length : 0));
        frame.putLong(at + AnswerLayout.TASK, task);
        frame.putLong(at + AnswerLayout.NANOS, nanos);
        frame.putInt(
                at + AnswerLayout.BLOCK,
                block != null ? block.number() : inline ? CallLayout.NO_BLOCK : AnswerLayout.IN_PIECES);
        frame.putInt(at + AnswerLayout.LENGTH, length);
        if (inline) {
            frame.put(at + AnswerLayout.BODY, body.array(), body.arrayOffset(), length);
        } else if (block != null) {
            sent.add(new SentBlock(block, ring.claimedEnd()));
        }
        ring.publish();
    }

    /** Shared memory has no room for the body: it goes through the ring, in front of its answer, as fast as the collector takes it. */
    private void sendPieces(long task, ByteBuffer body) {
        int length = body.remaining();
        for (int from = 0; from < length; from += BodyEncoder.LARGEST_INLINE) {
            int piece = Math.min(BodyEncoder.LARGEST_INLINE, length - from);
            int at = claim(AnswerLayout.PIECE, AnswerLayout.BODY + piece);
            frame.putLong(at + AnswerLayout.TASK, task);
            frame.putInt(at + AnswerLayout.LENGTH, length);
            frame.put(at + AnswerLayout.BODY, body, from, piece);
            ring.publish();
            bell.ring();
        }
    }

    /** Asks for a piece of a body, see {@link Chute}. */
    void want(long task, int from, int number) {
        int at = claim(AnswerLayout.WANT, AnswerLayout.BODY);
        frame.putLong(at + AnswerLayout.TASK, task);
        frame.putInt(at + AnswerLayout.FROM, from);
        frame.putInt(at + AnswerLayout.NUMBER, number);
        ring.publish();
        bell.ring();
    }

    /** Gives back what is kept for the next large result, but for what is on its way. */
    void giveBackIdle() {
        reclaim();
        blocks.giveBackIdle(IDLE_NANOS);
    }

    private int claim(int type, int payload) {
        int at;
        while ((at = ring.claim(type, payload)) < 0) {
            bell.ring();
            LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
        }
        return at;
    }

    private void reclaim() {
        SentBlock oldest;
        while ((oldest = sent.peek()) != null && ring.taken(oldest.end())) {
            sent.remove();
            blocks.giveBack(oldest.block());
        }
    }

    private record SentBlock(Block block, long end) {}
}

package org.multijvm.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueReader;

/**
 * One unit of work on its way to a worker and back.
 *
 * <p>All fields that change are the dispatcher's, under its lock. {@link #succeed} or {@link #fail} is called exactly once.
 */
abstract class Task {
    /** What a task costs besides its body while it waits, roughly. */
    private static final int OVERHEAD = 128;

    final long number;
    final int kind;
    final FunctionShape shape;

    /** The body while the task waits; null while it lies in a ring or a block. */
    private byte @Nullable [] body;

    private @Nullable Block block;
    private int length;

    /** The handles in the body, which may be on their way to whichever worker gets it. */
    private List<Ticket> tickets = List.of();

    /** The worker that has the task, and its place in the order of what that worker was sent. */
    @Nullable
    WorkerChannel channel;

    long place;

    /** Set when nobody wants the result any more; such a task is not sent. */
    boolean dropped;

    Task(long number, int kind, FunctionShape shape) {
        this.number = number;
        this.kind = kind;
        this.shape = shape;
    }

    /** Reads the result out of an answer. */
    abstract @Nullable Object read(ValueReader in);

    /** Completes with what {@link #read} gave. */
    abstract void succeed(@Nullable Object value);

    abstract void fail(Throwable reason);

    /** Tells the task how its body looks; the encoder still holds it unless it is in a block. */
    final void encoded(BodyEncoder encoder) {
        length = encoder.body().remaining();
        tickets = List.copyOf(encoder.tickets());
        block = encoder.takeBlock();
    }

    /** Copies the body, so that the task can wait. */
    final void keep(ByteBuffer from) {
        if (block == null) {
            byte[] copy = new byte[length];
            from.get(from.position(), copy);
            body = copy;
        }
    }

    /** Forgets the copy, since a ring holds the body now. */
    final void dropBody() {
        body = null;
    }

    final ByteBuffer body() {
        if (body == null) {
            throw new IllegalStateException("the task does not wait: task=" + number);
        }
        return ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    }

    final boolean inBlock() {
        return block != null;
    }

    final int blockNumber() {
        return block == null ? CallLayout.NO_BLOCK : block.number();
    }

    /** The length of the body in bytes. */
    final int length() {
        return length;
    }

    /** How many bytes a task with a body of this length takes while it waits. */
    static long weightOf(int length) {
        return (long) OVERHEAD + length;
    }

    /** How many bytes the task takes while it waits. */
    final long weight() {
        return weightOf(length);
    }

    /** Tells the handles in the body, when no worker can read it any more, that they will not arrive if they have not. */
    final void loseTickets() {
        for (Ticket ticket : tickets) {
            ticket.lost();
        }
        tickets = List.of();
    }

    /** Hands over the block, if there is one, when no worker can read it any more. */
    final @Nullable Block releaseBlock() {
        Block released = block;
        block = null;
        return released;
    }
}

package org.multijvm.pool.jvm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.Ticket;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WorkItem;
import org.multijvm.pool.worker.Block;
import org.multijvm.pool.worker.BlockStore;
import org.multijvm.pool.worker.BodyEncoder;
import org.multijvm.pool.worker.CallLayout;
import org.multijvm.pool.worker.Chute;

/**
 * A task on its way to a worker JVM and back. All fields that change are the dispatcher's, under its lock, but for those that say something else.
 *
 * <p>The life of its body, which is the function's state and the arguments in bytes:
 *
 * <pre>
 *                        +--- up to 32 KiB ---------> ENCODER'S HEAP --- a worker has room ---> RING --- answered ---> gone
 *                        |                                  |                                    | ^
 *                        |                      it waits: {@link #keep}          taken back: {@link #keep} | | sent: {@link #dropBody}
 *   BodyEncoder writes --+                                  v                                    v |
 *                        |                                COPY ------------------------------------+
 *                        |
 *                        +--- larger ---------------> BLOCK, which the ring names --- answered ---> back to the {@link BlockStore}
 *                        +--- larger, and no room --> HEAP, which the worker draws in pieces by the {@link Chute} --- answered ---> gone
 * </pre>
 *
 * <p>A task that may be tried again keeps its copy, its block or its heap through all tries. {@link #releaseBlock} ends them all; a body in a ring ends
 * with its frame.
 */
final class SentTask extends WorkItem<SentTask> {
    private final FunctionShape shape;

    /** What people call the function that runs, if that is another one than the shape's. */
    private final @Nullable String carriedFunction;

    /** The body as a copy, or the whole of it on the heap if it is drawn; null while it lies in the encoder, a ring or a block. */
    private byte @Nullable [] body;

    private @Nullable Block block;
    private int length;

    /** Whether the body stays on the heap until the worker has drawn it, see {@link Chute}. */
    private boolean drawn;

    /** The handles in the body, which may be on their way to whichever worker gets it. */
    private List<Ticket> tickets = List.of();

    /** The worker that has the task, and its place in the order of what that worker was sent. */
    @Nullable
    WorkerChannel channel;

    long place;

    /** Set while the task runs, when it is to be stopped; read by whoever completes it. */
    volatile @Nullable Stop stop;

    /** The limit table's, under its lock: set while somebody must look after the task. */
    @Nullable
    Watched watched;

    /** It has been taken and may come back, whatever has become of it. */
    boolean mayComeBack;

    SentTask(Task task, long number, FunctionShape shape, @Nullable String carriedFunction) {
        super(task, number);
        this.shape = shape;
        this.carriedFunction = carriedFunction;
    }

    FunctionShape shape() {
        return shape;
    }

    /** What people call its function. */
    String functionName() {
        return carriedFunction == null ? shape.name() : carriedFunction;
    }

    /** Whether its function came to the worker as an argument of the shape's. */
    boolean carriesFunction() {
        return carriedFunction != null;
    }

    /** Tells the task how its body looks; the encoder still holds it unless it is in a block. */
    void encoded(BodyEncoder encoder) {
        length = encoder.body().remaining();
        tickets = List.copyOf(encoder.tickets());
        block = encoder.takeBlock();
        drawn = block == null && length > BodyEncoder.LARGEST_INLINE;
        if (drawn) {
            body = encoder.takeHeap();
        }
    }

    /** Whether the worker is to draw the body, for which shared memory had no room. */
    boolean isDrawn() {
        return drawn;
    }

    /** The body that is to be drawn, from 0 to its {@link #length}; null if there is none. */
    byte @Nullable [] drawnBody() {
        return drawn ? body : null;
    }

    /** Copies the body, so that the task can wait, or be sent again. */
    void keep(ByteBuffer from) {
        if (!isKept()) {
            byte[] copy = new byte[length];
            from.get(from.position(), copy);
            body = copy;
        }
    }

    /** The body as a copy that was made before. */
    void keep(byte[] copy) {
        body = copy;
    }

    /** Forgets the copy, since a ring holds the body now; unless it may be needed again. */
    void dropBody() {
        if (options().retries() == 0 && !drawn) {
            body = null;
        }
    }

    /** Whether the body lies somewhere else than in a ring. */
    boolean isKept() {
        return body != null || block != null;
    }

    ByteBuffer body() {
        if (body == null) {
            throw new IllegalStateException("the task does not wait: task=" + number());
        }
        return ByteBuffer.wrap(body, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    boolean inBlock() {
        return block != null;
    }

    int blockNumber() {
        if (block != null) {
            return block.number();
        }
        return drawn ? CallLayout.DRAWN : CallLayout.NO_BLOCK;
    }

    @Override
    public int length() {
        return length;
    }

    /** Tells the handles in the body, when no worker can read it any more, that they will not arrive if they have not. */
    void loseTickets() {
        for (Ticket ticket : tickets) {
            ticket.lost();
        }
        tickets = List.of();
    }

    /** Hands over the block, if there is one, when no worker can read it any more; lets go of a body on the heap, too. */
    @Nullable
    Block releaseBlock() {
        Block released = block;
        block = null;
        body = null;
        return released;
    }
}

package org.multijvm.pool;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueReader;

/**
 * One unit of work on its way to a worker and back.
 *
 * <p>All fields that change are the dispatcher's, or the crew's, under its lock. {@link #succeed}, {@link #answered} or {@link #fail} is called exactly once.
 */
abstract class Task {
    /** See {@link #readPlain}. */
    static final Object NOT_PLAIN = new Object();

    /** What a task costs besides its body while it waits, roughly. */
    private static final int OVERHEAD = 128;

    final int kind;

    /** Unique in its engine, which gives it when it takes the task. */
    long number;

    private TaskOptions options = TaskOptions.defaults();
    private @Nullable FunctionShape shape;

    /** How long the function took; 0 before, and where nobody has measured it. Set before the completion. */
    long nanos;

    /** The body while the task waits; null while it lies in a ring or a block. */
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

    /** The one behind it among those that wait. */
    @Nullable
    Task behind;

    /** The call while it waits for a thread of this JVM, if that is where it is to run. */
    @Nullable
    LocalCall local;

    /** Set when nobody wants the result any more; such a task is not sent. */
    boolean dropped;

    /** Set while the task runs, when it is to be stopped; read by whoever completes it. */
    volatile @Nullable Stop stop;

    /** The limit table's, under its lock: set while somebody must look after the task. */
    @Nullable
    Watched watched;

    /** How its tries have failed so far; replaced as a whole by whoever decides that it is tried again. */
    private volatile List<Throwable> failures = List.of();

    /** The dispatcher's, under its lock: it has been taken and may come back, whatever has become of it. */
    boolean mayComeBack;

    Task(int kind) {
        this.kind = kind;
    }

    /** By whoever submits it, before. */
    final void options(TaskOptions newOptions) {
        options = newOptions;
    }

    final TaskOptions options() {
        return options;
    }

    /** How often the task has been or is being tried. */
    final int tries() {
        return failures.size() + 1;
    }

    /** By whoever ends a try: notes how it has failed, and tells whether the task may be tried again. */
    final boolean tryAgainAfter(Throwable failure) {
        if (tries() > options.retries()) {
            return false;
        }
        List<Throwable> more = new ArrayList<>(failures);
        more.add(failure);
        failures = more;
        return true;
    }

    /** The failure of the last try, with those before. */
    final Throwable failureOfAllTries(Throwable last) {
        List<Throwable> earlier = failures;
        if (earlier.isEmpty()) {
            return last;
        }
        if (last instanceof WorkerCrashedException crash) {
            List<WorkerCrashedException> crashes = new ArrayList<>();
            for (Throwable each : earlier) {
                if (each instanceof WorkerCrashedException earlierCrash) {
                    crashes.add(earlierCrash);
                }
            }
            if (crashes.size() == earlier.size()) {
                return new WorkerCrashedException(crash, crashes);
            }
        }
        for (Throwable each : earlier) {
            if (each != last) {
                last.addSuppressed(each);
            }
        }
        return last;
    }

    /** By the engine that takes it. */
    final void accepted(long newNumber, FunctionShape itsShape) {
        number = newNumber;
        shape = itsShape;
    }

    /** The same for one that a thread of this JVM is to run. */
    final void accepted(long newNumber, LocalCall itsCall) {
        number = newNumber;
        local = itsCall;
        length = itsCall.weight();
    }

    final FunctionShape shape() {
        return Objects.requireNonNull(shape);
    }

    /** Reads the result out of an answer; this may run code of the user's. */
    abstract @Nullable Object read(ValueReader in);

    /**
     * Reads the result where that is no more than moving bytes: a number, a string, an array of primitives.
     *
     * @return {@link #NOT_PLAIN} if it is something else; then nothing was read
     */
    @Nullable
    Object readPlain(ValueReader in) {
        return in.isPlain() ? read(in) : NOT_PLAIN;
    }

    /** Completes with what {@link #read} or {@link #readPlain} gave. */
    abstract void succeed(@Nullable Object value);

    /** Completes with what a worker answered and nobody has read yet, a result or what was thrown. */
    abstract void answered(Answer answer);

    abstract void fail(Throwable reason);

    /** Tells the task how its body looks; the encoder still holds it unless it is in a block. */
    final void encoded(BodyEncoder encoder) {
        length = encoder.body().remaining();
        tickets = List.copyOf(encoder.tickets());
        block = encoder.takeBlock();
        drawn = block == null && length > BodyEncoder.LARGEST_INLINE;
        if (drawn) {
            body = encoder.takeHeap();
        }
    }

    /** Whether the worker is to draw the body, for which shared memory had no room. */
    final boolean isDrawn() {
        return drawn;
    }

    /** The body that is to be drawn, from 0 to its {@link #length}; null if there is none. */
    final byte @Nullable [] drawnBody() {
        return drawn ? body : null;
    }

    /** Copies the body, so that the task can wait, or be sent again. */
    final void keep(ByteBuffer from) {
        if (!isKept()) {
            byte[] copy = new byte[length];
            from.get(from.position(), copy);
            body = copy;
        }
    }

    /** The body as a copy that was made before. */
    final void keep(byte[] copy) {
        body = copy;
    }

    /** Forgets the copy, since a ring holds the body now; unless it may be needed again. */
    final void dropBody() {
        if (options.retries() == 0 && !drawn) {
            body = null;
        }
    }

    /** Whether the body lies somewhere else than in a ring. */
    final boolean isKept() {
        return body != null || block != null;
    }

    final ByteBuffer body() {
        if (body == null) {
            throw new IllegalStateException("the task does not wait: task=" + number);
        }
        return ByteBuffer.wrap(body, 0, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    final boolean inBlock() {
        return block != null;
    }

    final int blockNumber() {
        if (block != null) {
            return block.number();
        }
        return drawn ? CallLayout.DRAWN : CallLayout.NO_BLOCK;
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

    /** Hands over the block, if there is one, when no worker can read it any more; lets go of a body on the heap, too. */
    final @Nullable Block releaseBlock() {
        Block released = block;
        block = null;
        body = null;
        return released;
    }
}

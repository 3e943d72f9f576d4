package org.multijvm.manager.tasks;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.link.Link;
import org.multijvm.manager.link.ObjectRef;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.Op;
import org.multijvm.manager.wire.PoolQuestion;
import org.multijvm.manager.wire.PoolWish;
import org.multijvm.manager.wire.Raw;
import org.multijvm.manager.wire.Strings;
import org.multijvm.pool.engine.EncodedAnswer;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.task.TaskOptions;

/** One user of a pool of a server: what it asks of it. All methods throw what the link throws when the server has gone. Thread-safe. */
final class PoolCalls {
    /** What became of a cancellation. */
    enum Cancelled {
        /** The task has ended, or may not be stopped. */
        NOT,
        /** It had not been started, and will not be. */
        TAKEN_BACK,
        /** It was running. */
        STOPPED
    }

    /** Takes results as they come. */
    interface Receiver {
        void received(long task, EncodedAnswer answer);
    }

    private final Link link;
    private final ObjectRef pool;
    private final long user;

    private PoolCalls(Link link, ObjectRef pool, long user) {
        this.link = link;
        this.pool = pool;
        this.user = user;
    }

    /** A user of a new pool, or of that of a name. */
    static PoolCalls open(Link link, String name, PoolWish wish) {
        long number = link.ask(
                0,
                Op.CREATE,
                out -> {
                    out.writeByte(Kind.POOL.code());
                    Strings.write(out, name);
                    link.write(out, wish);
                },
                In::readLong);
        ObjectRef pool = link.given(number);
        return new PoolCalls(link, pool, link.ask(number, Op.POOL_OPEN, Link.Arguments.NONE, In::readLong));
    }

    private <T extends @Nullable Object> T ask(Op op, Link.Arguments more, Link.Result<T> result) {
        return link.ask(
                pool.number(),
                op,
                out -> {
                    out.writeLong(user);
                    more.write(out);
                },
                result);
    }

    /** How long a task took: it stands behind its result, of which no reader reads so far. */
    static long nanosBehind(byte[] result) {
        return ByteBuffer.wrap(result).getLong(result.length - Long.BYTES);
    }

    /**
     * Submits a task; waits while too much waits there, at most so long.
     *
     * @return false if the time was over
     */
    boolean run(long task, TaskOptions options, EncodedCall call, long nanos) throws InterruptedException {
        Boolean done = link.await(
                pool.number(),
                Op.POOL_RUN,
                out -> {
                    out.writeLong(user);
                    out.writeLong(task);
                    if (options.equals(TaskOptions.defaults())) {
                        out.writeByte(0);
                    } else {
                        link.write(out, options);
                    }
                    out.writeInt(call.kind());
                    Strings.write(out, call.function());
                    out.writeInt(call.bytes().length);
                    Raw.write(out, call.bytes());
                },
                in -> true,
                nanos);
        return done != null;
    }

    /**
     * Waits for results, at most so long, and hands them on.
     *
     * @return true if the last one has come
     */
    boolean receive(Receiver receiver, long nanos) throws InterruptedException {
        Boolean over = link.await(
                pool.number(),
                Op.POOL_RESULTS,
                out -> out.writeLong(user),
                in -> {
                    boolean last = in.readBoolean();
                    int count = in.readCount(Long.BYTES + 1 + Integer.BYTES);
                    for (int i = 0; i < count; i++) {
                        long task = in.readLong();
                        boolean isError = in.readBoolean();
                        receiver.received(task, new EncodedAnswer(isError, in.readBytes(in.readInt())));
                    }
                    return last;
                },
                nanos);
        return over != null && over;
    }

    Cancelled cancel(long task, boolean mayStop) {
        int done = ask(
                Op.POOL_CANCEL,
                out -> {
                    out.writeLong(task);
                    out.writeByte(mayStop ? 1 : 0);
                },
                in -> (int) in.readByte());
        return done == 0 ? Cancelled.NOT : done == 1 ? Cancelled.TAKEN_BACK : Cancelled.STOPPED;
    }

    /** The tasks that were not started, and will not be. */
    List<Long> withdraw() {
        return ask(Op.POOL_WITHDRAW, Link.Arguments.NONE, in -> {
            List<Long> tasks = new ArrayList<>();
            int count = in.readCount(Long.BYTES);
            for (int i = 0; i < count; i++) {
                tasks.add(in.readLong());
            }
            return tasks;
        });
    }

    void shutDown(boolean atOnce) {
        ask(Op.POOL_SHUT_DOWN, out -> out.writeByte(atOnce ? 1 : 0), in -> true);
    }

    /** Waits until the pool has ended, if nobody else uses it. */
    void end() {
        ask(Op.POOL_END, Link.Arguments.NONE, in -> true);
    }

    void resize(int workers) {
        link.ask(pool.number(), Op.POOL_RESIZE, out -> out.writeInt(workers), in -> true);
    }

    /** What the pool answers. */
    <T> T question(PoolQuestion question, Class<T> type, Duration limit) {
        Object answer = link.ask(
                pool.number(),
                Op.POOL_STATE,
                out -> {
                    out.writeByte(question.code());
                    out.writeLong(limit.toNanos());
                },
                in -> link.value(in.readItem()));
        return type.cast(Objects.requireNonNull(answer));
    }
}

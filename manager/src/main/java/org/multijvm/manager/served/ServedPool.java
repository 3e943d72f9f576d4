package org.multijvm.manager.served;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.Kind;
import org.multijvm.manager.wire.PoolQuestion;
import org.multijvm.manager.wire.Raw;
import org.multijvm.manager.wire.ValueForm;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Callbacks;
import org.multijvm.pool.Pool;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.task.TaskOptions;
import org.slf4j.LoggerFactory;

/**
 * A pool of worker JVMs on the server's machine, and those that use it: each user has tasks of its own and gets their results and no other's. Tasks and results go through as bytes; what a task throws is
 * decoded here, since retries depend on it.
 *
 * <pre>
 *   a user:  OPEN --- POOL_SHUT_DOWN ---> CLOSING --- its last result is taken ---> OVER --- POOL_END, or its client ends ---> gone
 *              +----- POOL_SHUT_DOWN at once: what has not ended is cancelled -------^
 *
 *   a task:  taken in ---> [waits, runs: the pool's] ---> finished: its result waits for POOL_RESULTS ---> given out
 *                           +--- cancelled, withdrawn: known no more, and what comes of it is dropped
 * </pre>
 *
 * The pool tells of a task's end a little after the task has ended. A task that had ended before its user shut down at once is finished all the same.
 *
 *
 * The pool ends when it has neither a name nor a user. The users and their tasks are guarded by the monitor; the pool is called under it only where that neither waits nor runs code of a user. A submission waits
 * for room, and so runs in a thread for user's code; it has entered its task before, so that whatever comes of that task finds it.
 */
final class ServedPool extends Served {
    private static final int MOST_AT_ONCE_BYTES = 1 << 20;
    private static final long MOST_LEFT_BYTES = 256L << 20;
    private static final byte RUNS_ON = 0;
    private static final byte TAKEN_BACK = 1;
    private static final byte STOPPED = 2;

    private final Pool pool;
    private final Map<Long, User> users = new HashMap<>();
    private long lastUser;
    private boolean named;

    /** One that uses the pool. */
    private static final class User {
        private final Session session;
        private final Map<Long, Run> running = new HashMap<>();
        private final Queue<Finished> finished = new ArrayDeque<>();
        private final WaitingLine line = new WaitingLine();
        private long finishedBytes;
        private boolean closing;
        /** Shut down at once: what was cancelled is known no more. */
        private boolean stopped;

        User(Session session) {
            this.session = session;
        }

        boolean isOver() {
            return closing && running.isEmpty() && finished.isEmpty();
        }
    }

    /** A task that has not ended. */
    private static final class Run {
        /** Null while the pool has not taken it. */
        private @Nullable AsyncResult<byte[]> result;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Finished(long task, boolean isError, byte[] bytes) {}

    /**
     * A pool of worker JVMs, which this ends.
     *
     * @param named whether it has a name, and so stays without a user
     */
    ServedPool(long number, Pool pool, boolean named) {
        super(number, Kind.POOL);
        this.pool = pool;
        this.named = named;
    }

    boolean isOf(Pool other) {
        return pool == other;
    }

    @Override
    void call(Call call) {
        switch (call.op) {
            case POOL_OPEN -> open(call);
            case POOL_RUN -> run(call);
            case POOL_RESULTS -> results(call);
            case POOL_CANCEL -> cancel(call);
            case POOL_WITHDRAW -> withdraw(call);
            case POOL_SHUT_DOWN -> shutDown(call);
            case POOL_END -> end(call);
            case POOL_STATE -> state(call);
            case POOL_RESIZE -> {
                int workers = call.in.readInt();
                call.session.aside(call, () -> {
                    pool.resize(workers);
                    call.done();
                });
            }
            default -> throw unknown(call);
        }
    }

    private synchronized void open(Call call) {
        long number = ++lastUser;
        users.put(number, new User(call.session));
        call.session.touches(this);
        call.done(number);
    }

    /**
     * Under the monitor.
     *
     * @throws RejectedExecutionException if it is none of the client's, or has ended
     */
    private User user(Call call) {
        User user = users.get(call.in.readLong());
        if (user == null || user.session != call.session) {
            throw new RejectedExecutionException("the pool takes no more tasks: it was shut down: pool=" + pool.name());
        }
        return user;
    }

    private void run(Call call) {
        User user;
        synchronized (this) {
            user = user(call);
        }
        long task = call.in.readLong();
        Item options = call.in.readItemOrNone();
        int kind = call.in.readInt();
        String function = call.in.readString();
        EncodedCall encoded = new EncodedCall(kind, function, call.in.readBytes(call.in.readInt()));
        call.session.checkRunsFunctions();
        call.session.aside(call, () -> {
            TaskOptions how = options == null
                    ? TaskOptions.defaults()
                    : (TaskOptions) Objects.requireNonNull(call.session.decode(options));
            submit(user, task, encoded, how);
            call.done();
        });
    }

    private void submit(User user, long task, EncodedCall encoded, TaskOptions options) {
        Run run = new Run();
        synchronized (this) {
            checkOpen(user);
            user.running.put(task, run);
        }
        AsyncResult<byte[]> result;
        try {
            result = pool.with(options).applyAsync(PoolTasks::run, encoded, answers(user, task));
        } catch (RuntimeException | Error e) {
            forget(user, task);
            throw e;
        }
        synchronized (this) {
            run.result = result;
            if (user.running.containsKey(task) || result.isDone()) {
                return;
            }
        }
        // given up meanwhile, when there was no result to be cancelled
        result.cancel(true);
    }

    private void checkOpen(User user) {
        if (user.closing) {
            throw new RejectedExecutionException("the pool takes no more tasks: it was shut down: pool=" + pool.name());
        }
    }

    private Callbacks<byte[]> answers(User user, long task) {
        Consumer<byte[]> onResult = bytes -> finished(user, new Finished(task, false, bytes));
        return Callbacks.of(onResult, thrown -> {
            if (!(thrown instanceof CancellationException) || !dropsStopped(user, task)) {
                finished(user, new Finished(task, true, ValueForm.thrown(thrown)));
            }
        });
    }

    /** True if the task was cancelled because its user stopped all. */
    private synchronized boolean dropsStopped(User user, long task) {
        if (user.stopped) {
            forget(user, task);
        }
        return user.stopped;
    }

    private synchronized void finished(User user, Finished result) {
        if (user.running.remove(result.task) == null) {
            return;
        }
        user.finished.add(result);
        user.finishedBytes += result.bytes.length;
        user.line.retry();
        if (user.finishedBytes > MOST_LEFT_BYTES) {
            LoggerFactory.getLogger(ServedPool.class)
                    .warn(
                            "a client does not take the results of its tasks and is ended: client={}, bytes={}",
                            user.session,
                            user.finishedBytes);
            user.session.close();
        }
    }

    private synchronized void forget(User user, long task) {
        user.running.remove(task);
        user.line.retry();
    }

    private synchronized void results(Call call) {
        User user = user(call);
        user.line.enter(call, () -> {
            if (user.finished.isEmpty() && !user.isOver()) {
                return false;
            }
            giveResults(call, user);
            return true;
        });
    }

    private static void giveResults(Call call, User user) {
        List<Finished> given = new ArrayList<>();
        int bytes = 0;
        while (!user.finished.isEmpty() && bytes < MOST_AT_ONCE_BYTES) {
            Finished next = user.finished.remove();
            given.add(next);
            bytes += next.bytes.length;
            user.finishedBytes -= next.bytes.length;
        }
        ValueWriter out = call.answer();
        out.writeByte(user.isOver() ? 1 : 0);
        out.writeCount(given.size());
        for (Finished each : given) {
            out.writeLong(each.task);
            out.writeByte(each.isError ? 1 : 0);
            out.writeInt(each.bytes.length);
            Raw.write(out, each.bytes);
        }
        call.send(out);
    }

    private synchronized void cancel(Call call) {
        User user = user(call);
        long task = call.in.readLong();
        boolean mayStop = call.in.readBoolean();
        byte done = cancel(user.running.get(task), mayStop);
        if (done != RUNS_ON) {
            forget(user, task);
        }
        ValueWriter out = call.answer();
        out.writeByte(done);
        call.send(out);
    }

    private static byte cancel(@Nullable Run run, boolean mayStop) {
        AsyncResult<byte[]> result = run == null ? null : run.result;
        if (result == null) {
            return RUNS_ON;
        }
        if (result.cancel(false)) {
            return TAKEN_BACK;
        }
        return mayStop && result.cancel(true) ? STOPPED : RUNS_ON;
    }

    private synchronized void withdraw(Call call) {
        User user = user(call);
        List<Long> back = new ArrayList<>();
        user.running.forEach((task, run) -> {
            if (cancel(run, false) != RUNS_ON) {
                back.add(task);
            }
        });
        ValueWriter out = call.answer();
        out.writeCount(back.size());
        for (long task : back) {
            out.writeLong(task);
            user.running.remove(task);
        }
        call.send(out);
        user.line.retry();
    }

    private synchronized void shutDown(Call call) {
        User user = user(call);
        boolean atOnce = call.in.readBoolean();
        user.closing = true;
        if (atOnce) {
            stopAll(user);
        }
        user.line.retry();
        call.done();
    }

    /** Under the monitor: nothing of it runs on. What has ended by itself stays until the pool has told of it. */
    private void stopAll(User user) {
        user.stopped = true;
        if (users.size() == 1 && users.containsValue(user) && !named) {
            pool.terminate();
        }
        // a result that cannot be cancelled is there, or failed by the end of the pool: the pool tells of it
        user.running.values().removeIf(run -> run.result == null || run.result.cancel(true));
    }

    /** Under the monitor: the same, and nobody takes results any more. */
    private void dropAll(User user) {
        stopAll(user);
        user.running.clear();
    }

    private void end(Call call) {
        synchronized (this) {
            User user = user(call);
            user.closing = true;
            if (!user.running.isEmpty()) {
                dropAll(user);
            }
            users.values().remove(user);
            if (named || !users.isEmpty()) {
                call.done();
                return;
            }
            pool.shutdown();
        }
        call.session.aside(call, () -> {
            try {
                pool.join();
            } catch (InterruptedException e) {
                throw new CancellationException("given up: pool=" + pool.name());
            }
            call.done();
        });
    }

    private void state(Call call) {
        PoolQuestion question = PoolQuestion.of(call.in.readByte());
        Duration limit = Duration.ofNanos(call.in.readLong());
        call.session.aside(call, () -> call.done(call.session.encode(answer(question, limit))));
    }

    private Object answer(PoolQuestion question, Duration limit) {
        return switch (question) {
            case STATS -> pool.stats();
            case HEALTH -> pool.health();
            case WORKERS -> pool.workers();
            case EXIT_RESULTS -> pool.exitResults();
            case THREADS -> {
                try {
                    yield pool.threadDump(limit);
                } catch (InterruptedException e) {
                    throw new CancellationException("given up: pool=" + pool.name());
                }
            }
        };
    }

    @Override
    synchronized void giveUp(Call call) {
        for (User user : users.values()) {
            if (user.line.remove(call)) {
                call.givenUp();
                return;
            }
        }
    }

    @Override
    synchronized void ended(Session session) {
        List<User> gone = new ArrayList<>();
        for (User user : users.values()) {
            if (user.session == session) {
                gone.add(user);
            }
        }
        for (User user : gone) {
            user.closing = true;
            user.line.removeOf(session);
            dropAll(user);
            users.values().remove(user);
        }
        endIfUnused();
    }

    /** Its name was let go. */
    @Override
    synchronized void forgotten() {
        named = false;
        endIfUnused();
    }

    private void endIfUnused() {
        if (!named && users.isEmpty()) {
            pool.terminate();
        }
    }
}

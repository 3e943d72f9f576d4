package org.multijvm.pool;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.CallKind;
import org.multijvm.pool.engine.Engine;
import org.multijvm.pool.engine.Unread;

/**
 * What a task in a thread of this JVM has yielded and nobody has taken yet, as it is. Thread-safe: all is under one lock.
 *
 * <pre>
 *   OPEN ---> ENDED, by the task's end: what is there can be taken, and no more comes
 *     +-----> CLOSED, by the iterator: there is nothing to take, and no more comes
 * </pre>
 *
 * <p>It knows nothing of its iterator, so that one that is unreachable can close it.
 */
final class YieldedHere implements YieldedResults.Way, ResultSink<@Nullable Object> {
    /** How far a task may be ahead. */
    static final int ROOM = 256;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition more = lock.newCondition();

    /** In a box each, since a value may be null. */
    private final ArrayDeque<Value> values = new ArrayDeque<>();

    private boolean over;

    @Override
    public void put(@Nullable Object value) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!over && values.size() >= ROOM) {
                room.await();
            }
            if (over) {
                throw Generation.ended(null);
            }
            values.add(new Value(value));
            more.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (values.isEmpty() && !over && left > 0) {
                left = more.awaitNanos(left);
            }
            return over || !values.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    @Nullable
    public Value poll() {
        lock.lock();
        try {
            Value next = values.poll();
            room.signal();
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The task is over, however it went, also if it never ran. */
    void end() {
        lock.lock();
        try {
            over = true;
            room.signalAll();
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            values.clear();
            end();
        } finally {
            lock.unlock();
        }
    }

    /** The task of a {@link Pool#generate} in a thread of this JVM: its end is told to whoever takes what it yields, behind its outcome. */
    static final class YieldTask extends CallTask<@Nullable Object> {
        private final YieldedHere yielded;

        YieldTask(Outcome<@Nullable Object> outcome, Engine engine, YieldedHere yielded) {
            super(CallKind.APPLY, outcome, engine);
            this.yielded = yielded;
        }

        @Override
        public void succeed(@Nullable Object value) {
            super.succeed(value);
            yielded.end();
        }

        @Override
        public void answered(Unread answer) {
            super.answered(answer);
            yielded.end();
        }

        @Override
        public void fail(Throwable reason) {
            super.fail(reason);
            yielded.end();
        }
    }
}

package org.multijvm.pool.engine;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.DecodingException;
import org.multijvm.pool.task.TaskTimeoutException;

/**
 * The bytes of one answer of a worker, copied out of the memory that it shares, until somebody wants to know what they say.
 *
 * <pre>
 *   UNREAD --- compare-and-set: one thread decodes ---> READING --- value or failure ---> READ
 *     ^                                                    |
 *     +------ its stack ends, and no other can be had -----+
 * </pre>
 *
 * <p>Value and failure are plain fields, written before the volatile store of READ and read after the load that sees it. Nothing is allocated on
 * the way from READING to READ, and no method is called there: so no full heap and no full stack can leave it in between.
 *
 * <p>A thread that reads near the end of its own stack may overflow it where another thread would not: then a new thread decodes, and this one waits.
 */
public final class Answer extends Unread {
    private static final AtomicIntegerFieldUpdater<Answer> STATE =
            AtomicIntegerFieldUpdater.newUpdater(Answer.class, "state");
    private static final int UNREAD = 0;
    private static final int READING = 1;
    private static final int READ = 2;

    private final boolean error;
    private volatile int state;

    // let go once it is read
    private @Nullable AnswerDecoder decoder;
    private byte @Nullable [] bytes;
    private @Nullable Task task;
    private @Nullable TaskTimeoutException late;

    private @Nullable Object value;
    private @Nullable Throwable failure;

    /**
     * An answer that nobody has read.
     *
     * @param task reads the value; null for any value
     * @param error whether the bytes are what was thrown
     */
    public Answer(AnswerDecoder decoder, byte[] bytes, @Nullable Task task, boolean error) {
        this.decoder = decoder;
        this.bytes = bytes;
        this.task = task;
        this.error = error;
    }

    /** Before others see it: the task was over its time, and what it threw is only the cause. */
    public void causes(TaskTimeoutException timeout) {
        late = timeout;
    }

    @Override
    public boolean isRead() {
        return state == READ;
    }

    @Override
    public boolean isError() {
        return error;
    }

    @Override
    @Nullable
    public Throwable failure() {
        return failure;
    }

    @Override
    @Nullable
    public Object value() {
        return value;
    }

    /** In the callback thread: reads what nobody has. */
    @Override
    public void run() {
        tryRead();
    }

    @Override
    public boolean tryRead() {
        if (state == READ) {
            return true;
        }
        if (state != UNREAD || !STATE.compareAndSet(this, UNREAD, READING)) {
            return false;
        }
        boolean handedOn = false;
        try {
            if (readClaimed()) {
                return true;
            }
            // of the whole stack: what is too deep for a thread of its own fails there
            readInThread();
            handedOn = true;
            return false;
        } finally {
            if (!handedOn && state == READING) {
                state = UNREAD;
            }
        }
    }

    /**
     * Reads it in a thread of its own, and waits for that at most so long: for threads of the pool's that need to know.
     *
     * @return false if it is not read by then
     */
    public boolean readElsewhere(long millis) {
        try {
            if (STATE.compareAndSet(this, UNREAD, READING)) {
                readInThread();
            }
            read(TimeUnit.MILLISECONDS.toNanos(millis));
            return true;
        } catch (InterruptedException | TimeoutException | RuntimeException | Error e) {
            return isRead();
        }
    }

    /** Reads it in a thread of its own, and then does something there. */
    public void readAside(Runnable then) {
        Thread reader = new Thread(
                () -> {
                    read();
                    then.run();
                },
                "multijvm-decoder");
        reader.setDaemon(true);
        reader.start();
    }

    private void readInThread() {
        Thread reader = new Thread(
                () -> {
                    try {
                        if (!readClaimed()) {
                            settle(null, new DecodingException("nested too deeply", new StackOverflowError()));
                        }
                    } catch (Throwable e) {
                        settle(null, e);
                    }
                },
                "multijvm-decoder");
        reader.setDaemon(true);
        reader.start();
    }

    /** Reads and settles; false after a stack overflow, which settles nothing. */
    private boolean readClaimed() {
        Object read = null;
        Throwable thrown = null;
        try {
            read = decode();
        } catch (Throwable e) {
            thrown = e;
            if (isOverflow(e)) {
                return false;
            }
        }
        settle(read, thrown);
        return true;
    }

    @SuppressWarnings("NullAway") // only let go once it is read
    private @Nullable Object decode() {
        if (error) {
            return decoder.throwable(bytes);
        }
        return task == null ? decoder.value(bytes) : decoder.value(bytes, task);
    }

    private void settle(@Nullable Object read, @Nullable Throwable thrown) {
        Throwable reason = thrown == null && error ? (Throwable) read : thrown;
        TaskTimeoutException timeout = late;
        if (timeout != null && reason != null) {
            try {
                timeout.initCause(reason);
            } catch (Throwable e) {
                // then it is told without its cause
                failure = e;
            }
            reason = timeout;
        }
        value = error ? null : read;
        failure = reason;
        decoder = null;
        bytes = null;
        task = null;
        late = null;
        state = READ;
        tellRead();
    }

    private static boolean isOverflow(Throwable e) {
        return e instanceof StackOverflowError
                || (e instanceof DecodingException failed && failed.getCause() instanceof StackOverflowError);
    }
}

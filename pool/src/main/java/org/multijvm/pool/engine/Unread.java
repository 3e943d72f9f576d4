package org.multijvm.pool.engine;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An outcome that has come and is not decoded yet. Decoding runs code of the user's (readObject, equals of a key), which may block, throw or
 * recurse: so whoever wants to know does it, once, and the threads that others depend on never do.
 */
public abstract class Unread extends CallbackLoop.Node {
    /** What to tell when it has been read. */
    public interface Listener {
        void wasRead();
    }

    private @Nullable Listener listener;

    private static final int SPINS = 200;
    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 2_000_000;

    /**
     * Reads it, unless it was read; what the reading throws becomes its failure.
     *
     * @return false if another thread is reading it
     */
    public abstract boolean tryRead();

    /** True once it is read. */
    public abstract boolean isRead();

    /** Known without reading: that it is no result. */
    public abstract boolean isError();

    /** Once it is read. */
    public abstract @Nullable Throwable failure();

    /** Once it is read, and there is no failure. */
    public abstract @Nullable Object value();

    /** Before it is published: what to tell when it is read. */
    public final void tells(Listener told) {
        listener = told;
    }

    /** By the thread that has read it, as its last. */
    public final void tellRead() {
        Listener told = listener;
        if (told != null) {
            told.wasRead();
        }
    }

    /** Reads it, or waits for the thread that does, however long that takes and whoever interrupts. */
    public final void read() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    read(Long.MAX_VALUE);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException never) {
            throw new IllegalStateException("waited for 292 years", never);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads it, or waits for the thread that does, at most so long. That is polled: as a rule it takes microseconds, and nobody who is stopped
     * at any instruction can owe anybody a wake-up.
     */
    public final void read(long nanos) throws InterruptedException, TimeoutException {
        if (tryRead()) {
            return;
        }
        for (int i = 0; i < SPINS; i++) {
            if (tryRead()) {
                return;
            }
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        long pause = FIRST_POLL_NANOS;
        while (!tryRead()) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                throw new TimeoutException();
            }
            LockSupport.parkNanos(this, Math.min(left, pause));
            pause = Math.min(2 * pause, LAST_POLL_NANOS);
        }
    }
}

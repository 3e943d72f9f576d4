package org.multijvm.pool;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that runs the user's callbacks, one at a time; it is started with the first one.
 *
 * <p>At the end of the pool it is waited for, however long a callback takes: only a warning says which. After {@code terminate} it is waited for no
 * longer than a grace period. Then it is left to itself, and what is queued behind the callback that holds it gets another thread, or the results
 * there would never be ready.
 */
final class CallbackLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final String name;
    private final Consumer<? super Throwable> errorHandler;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;
    private boolean finished;
    private boolean hurried;
    private long hurriedAt;

    /** Counts the callbacks, so that it can be told whether it is still the same that runs. */
    private long begun;

    private final Duration patience;
    private final Duration grace;

    /**
     * @param name the thread's name
     * @param errorHandler is given what callbacks throw
     */
    CallbackLoop(String name, Consumer<? super Throwable> errorHandler) {
        this(name, errorHandler, PATIENCE, GRACE);
    }

    /**
     * The same.
     *
     * @param patience after how long it says that a callback keeps the end waiting
     * @param grace how long callbacks are waited for when there is a hurry
     */
    CallbackLoop(String name, Consumer<? super Throwable> errorHandler, Duration patience, Duration grace) {
        this.name = name;
        this.errorHandler = errorHandler;
        this.patience = patience;
        this.grace = grace;
    }

    void add(Runnable work) {
        queue.add(work);
        ensureStarted();
    }

    /** Runs one callback; what it throws is logged and handed to the pool's error handler, and stops nothing. */
    <T extends @Nullable Object> void call(@Nullable Consumer<? super T> callback, T value) {
        if (callback == null) {
            return;
        }
        try {
            callback.accept(value);
        } catch (Throwable e) {
            handle(e);
        }
    }

    /** Lets the thread end behind all that is queued; what still comes after that gets a thread of its own. */
    synchronized void finish() {
        finished = true;
        if (thread != null) {
            queue.add(() -> {});
        }
    }

    /** From now on the end waits for no callback longer than the grace period. */
    synchronized void hurry() {
        if (!hurried) {
            hurried = true;
            hurriedAt = System.nanoTime();
            notifyAll();
        }
    }

    /**
     * Waits until all callbacks have returned; is there a hurry, until two have had their time that do not. Not in the callback thread.
     *
     * <p>Nothing is logged under the lock: a callback may hang in the very logging, and {@link #hurry} must not hang behind that.
     */
    void awaitEnd() throws InterruptedException {
        Thread last;
        synchronized (this) {
            last = thread;
        }
        if (!awaitCallbacks()) {
            awaitCallbacks();
        } else if (last != null) {
            last.join();
        }
    }

    /** Waits until the thread has ended; false if there is a hurry, and one callback has held it for the grace period: then it is left. */
    private boolean awaitCallbacks() throws InterruptedException {
        long seen = -1;
        long since = 0;
        long warning = 0;
        while (true) {
            Thread holder;
            long held;
            boolean left;
            synchronized (this) {
                holder = thread;
                if (holder == null) {
                    return true;
                }
                long now = System.nanoTime();
                if (seen != begun) {
                    seen = begun;
                    since = now;
                    warning = patience.toNanos();
                }
                held = now - since;
                long grant = hurried ? grace.toNanos() - (now - Math.max(since, hurriedAt)) : Long.MAX_VALUE;
                left = grant <= 0;
                if (left) {
                    leave();
                } else if (held < warning) {
                    wait(TimeUnit.NANOSECONDS.toMillis(Math.min(grant, warning - held)) + 1);
                    continue;
                }
            }
            warn(holder, held, left);
            if (left) {
                return false;
            }
            warning = 2 * warning;
        }
    }

    /** Under the lock: the thread ends behind the callback that holds it; what is queued gets another one. */
    private void leave() {
        thread = null;
        if (!queue.isEmpty()) {
            ensureStarted();
        }
    }

    private void warn(Thread holder, long nanos, boolean left) {
        Throwable place = new TimeoutException("here the callback is");
        place.setStackTrace(holder.getStackTrace());
        logger().warn(
                        left
                                ? "a callback has not returned by the end of its pool, its thread is left to itself: loop={}, waited={}, waiting behind it={}"
                                : "the end of the pool waits for a callback: loop={}, waited={}, waiting behind it={}",
                        name,
                        Duration.ofNanos(nanos).truncatedTo(ChronoUnit.MILLIS),
                        callbacksWaiting(),
                        place);
    }

    /** Without what {@link #finish} has added. */
    private int callbacksWaiting() {
        return Math.max(0, queue.size() - 1);
    }

    synchronized boolean isThread(Thread candidate) {
        return candidate == thread;
    }

    private synchronized void ensureStarted() {
        if (thread == null) {
            Thread started = new Thread(this::run, name);
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    private void run() {
        while (!hasEnded()) {
            try {
                queue.take().run();
            } catch (InterruptedException e) {
                // a callback of the user's interrupted its own thread: that ends nothing here
                handle(e);
            } catch (Throwable e) {
                // a stage that the user hung on the future threw: CompletableFuture keeps it, so nothing is lost
                handle(e);
            }
        }
    }

    /** Under the same lock as the start of a thread: so what is added finds this one still looking, or gone. */
    private synchronized boolean hasEnded() {
        if (thread != Thread.currentThread()) {
            // it was left to itself
            return true;
        }
        begun++;
        if (finished && queue.isEmpty()) {
            thread = null;
            notifyAll();
            return true;
        }
        return false;
    }

    private void handle(Throwable thrown) {
        logger().warn("a callback threw: loop={}", name, thrown);
        try {
            errorHandler.accept(thrown);
        } catch (Throwable e) {
            logger().warn("the error handler threw: loop={}", name, e);
        }
    }

    /** Looked up when it is needed: a logging framework costs more than a pool. */
    private static Logger logger() {
        return LoggerFactory.getLogger(CallbackLoop.class);
    }
}

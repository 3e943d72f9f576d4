package org.multijvm.pool;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that runs the user's callbacks, one at a time; it is started with the first one. */
final class CallbackLoop {
    private final String name;
    private final Consumer<? super Throwable> errorHandler;
    private final LinkedBlockingQueue<Runnable> queue = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;
    private boolean finished;

    /**
     * @param name the thread's name
     * @param errorHandler is given what callbacks throw
     */
    CallbackLoop(String name, Consumer<? super Throwable> errorHandler) {
        this.name = name;
        this.errorHandler = errorHandler;
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

    /** Waits for the end, at most so long; at once in the callback thread itself, which cannot wait for itself. */
    void join(long millis) throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null && running != Thread.currentThread()) {
            running.join(Math.max(1, millis));
        }
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
        if (finished && queue.isEmpty()) {
            thread = null;
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

package org.multijvm.pool.engine;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that runs the user's callbacks and stages, one at a time; it is started with the first one.
 *
 * <p>What is to be done comes as nodes that exist already, so that whoever adds one allocates nothing: a loop that must go on in a full heap can.
 * A node that is added is pushed on a stack; the thread takes the stack as a whole and turns it round. A node is in it once, however often it is
 * added before it runs.
 *
 * <p>A node that is not urgent only waits for the next round, at most some milliseconds, so that a thread that is woken does more than one thing. The
 * sleeper sets {@code asleep} and then looks at the stack; whoever adds pushes and then looks whether it
 * sleeps: one of them sees the other.
 *
 * <p>At the end of the pool it is waited for, however long a callback takes: only a warning says which. After {@code terminate} it is waited for no
 * longer than a grace period. Then it is left to itself, and what is queued behind the callback that holds it gets another thread, or the results
 * there would never be ready.
 *
 * <p>Thread-safe.
 */
public final class CallbackLoop {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long ROUND_NANOS = 5_000_000;
    private static final int AWAKE = 0;
    private static final int IDLE = 1;
    private static final int GATHERING = 2;

    private final String name;
    private final Consumer<? super Throwable> errorHandler;
    private final AtomicReference<@Nullable Node> pushed = new AtomicReference<>();
    private volatile boolean urgent;

    /** Under the lock: what was taken off the stack and is not begun, the oldest first. */
    private @Nullable Node taken;

    private volatile @Nullable Runner thread;
    private volatile boolean finished;
    private boolean hurried;
    private long hurriedAt;

    /** Counts the callbacks, so that it can be told whether it is still the same that runs. */
    private long begun;

    private long seenRunning = -1;

    private final Duration patience;
    private final Duration grace;
    private volatile @Nullable CallbackLoop decoder;

    /** Something to be done in the callback thread. */
    public abstract static class Node {
        private static final AtomicIntegerFieldUpdater<Node> ADDED =
                AtomicIntegerFieldUpdater.newUpdater(Node.class, "added");

        @SuppressWarnings("UnusedVariable") // by its updater
        private volatile int added;

        private @Nullable Node next;

        /** In the callback thread. */
        public abstract void run();
    }

    /** The thread of now; one that is left to itself keeps its own state. */
    private final class Runner extends Thread {
        private volatile int asleep;

        Runner() {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run() {
            try {
                while (!hasEnded()) {
                    runNext(this);
                }
            } finally {
                // as a rule it has ended in order, and is known no more
                abandon(this);
            }
        }
    }

    private static final class Action extends Node {
        private final Runnable action;

        Action(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            action.run();
        }
    }

    /**
     * A loop whose thread starts with the first callback.
     *
     * @param name the thread's name
     * @param errorHandler is given what callbacks throw
     */
    public CallbackLoop(String name, Consumer<? super Throwable> errorHandler) {
        this(name, errorHandler, PATIENCE, GRACE);
    }

    /**
     * The same.
     *
     * @param patience after how long it says that a callback keeps the end waiting
     * @param grace how long callbacks are waited for when there is a hurry
     */
    public CallbackLoop(String name, Consumer<? super Throwable> errorHandler, Duration patience, Duration grace) {
        this.name = name;
        this.errorHandler = errorHandler;
        this.patience = patience;
        this.grace = grace;
    }

    /** Runs something once in the callback thread, soon. Does not block; what it throws goes to the error handler. */
    public void add(Runnable work) {
        add(new Action(work), true);
    }

    /**
     * Runs the node once more from now on. Never throws; where no thread can be had now, a later call, or {@link #look}, gets one.
     *
     * @param atOnce false if it may wait for the next round
     */
    public void add(Node node, boolean atOnce) {
        if (Node.ADDED.compareAndSet(node, 0, 1)) {
            Node before;
            do {
                before = pushed.get();
                node.next = before;
            } while (!pushed.compareAndSet(before, node));
        }
        if (atOnce) {
            urgent = true;
        }
        Runner runner = thread;
        if (runner == null) {
            ensureRuns();
        } else {
            int asleep = runner.asleep;
            if (asleep == IDLE || (atOnce && asleep == GATHERING)) {
                LockSupport.unpark(runner);
            }
        }
    }

    /**
     * Reads something in a thread beside this one: reading runs code of the user's, too, that may block, and nobody who has a callback or a stage
     * waits for this.
     */
    public void aside(Unread unread) {
        decoder().add(unread, false);
    }

    private CallbackLoop decoder() {
        CallbackLoop made = decoder;
        return made == null ? makeDecoder() : made;
    }

    private synchronized CallbackLoop makeDecoder() {
        if (decoder == null) {
            CallbackLoop made = new CallbackLoop(
                    name.replace("-callbacks", "-decoder"), errorHandler, patience, Duration.ofMillis(200));
            if (finished) {
                // the last callbacks may be the first to need it
                made.finish();
                made.hurry();
            }
            decoder = made;
        }
        return decoder;
    }

    /** To be called from time to time: starts the threads that are needed and are not there, and leaves a reading that blocks to itself. */
    public void look() {
        ensureRuns();
        CallbackLoop beside = decoder;
        if (beside != null) {
            beside.ensureRuns();
            beside.relieve();
        }
    }

    /**
     * The second time that it finds the same thing running while others wait: gives those another thread. A thread that sleeps, and has not come to a
     * processor since it was woken, runs nothing that could block: another one would be no faster.
     */
    private synchronized void relieve() {
        Runner runner = thread;
        if (runner != null
                && runner.asleep == AWAKE
                && seenRunning == begun
                && (taken != null || pushed.get() != null)) {
            leave();
        }
        seenRunning = begun;
    }

    private void ensureRuns() {
        if (thread == null && pushed.get() != null) {
            try {
                ensureStarted();
            } catch (OutOfMemoryError noThread) {
                // what is to be done stays where it is
                urgent = true;
            }
        }
    }

    /** Runs one callback; what it throws is logged and handed to the pool's error handler, and stops nothing. */
    public <T extends @Nullable Object> void call(@Nullable Consumer<? super T> callback, T value) {
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
    public synchronized void finish() {
        CallbackLoop beside = decoder;
        if (beside != null) {
            beside.finish();
            beside.hurry();
        }
        finished = true;
        LockSupport.unpark(thread);
    }

    /** From now on the end waits for no callback longer than the grace period. */
    public synchronized void hurry() {
        if (!hurried) {
            hurried = true;
            hurriedAt = System.nanoTime();
            notifyAll();
        }
    }

    /**
     * Waits until all callbacks have returned; after {@link #hurry}, gives up once two callbacks have used up their grace period. Not in the callback thread.
     *
     * <p>Nothing is logged under the lock: a callback may hang in the very logging, and {@link #hurry} must not hang behind that.
     */
    public void awaitEnd() throws InterruptedException {
        CallbackLoop beside;
        do {
            beside = decoder;
            boolean bothOver = beside == null || beside.awaitThread();
            bothOver &= awaitThread();
            if (!bothOver) {
                return;
            }
            // the last callbacks may have given it something to read
            beside = decoder;
        } while (beside != null && beside.thread != null);
    }

    /** False if its thread had to be left to itself. */
    private boolean awaitThread() throws InterruptedException {
        Thread last = thread;
        if (!awaitCallbacks()) {
            awaitCallbacks();
            return false;
        }
        if (last != null) {
            last.join();
        }
        return true;
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

    /**
     * Under the lock: the thread ends behind the callback that holds it; what is queued gets another one.
     *
     * <p>It may sleep: whoever adds something wakes the thread that it sees after its push, and that is the next one if this comes in between.
     */
    private void leave() {
        LockSupport.unpark(thread);
        thread = null;
        if (taken != null || pushed.get() != null) {
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

    private synchronized int callbacksWaiting() {
        return length(taken) + length(pushed.get());
    }

    private static int length(@Nullable Node first) {
        int length = 0;
        for (Node node = first; node != null; node = node.next) {
            length++;
        }
        return length;
    }

    /** Whether a thread is the one that runs callbacks now: it must not wait for its own end. */
    public boolean isThread(Thread candidate) {
        return candidate == thread;
    }

    private synchronized void ensureStarted() {
        if (thread == null) {
            Runner started = new Runner();
            thread = started;
            try {
                started.start();
            } catch (Throwable e) {
                thread = null;
                throw e;
            }
        }
    }

    /** Whatever is thrown, the next one runs: also where the stack or the heap was full in this very loop. */
    private void runNext(Runner runner) {
        try {
            LoopFaults.at(name);
            Node node = next();
            if (node == null) {
                await(runner);
            } else {
                node.run();
            }
        } catch (Throwable e) {
            // a stage that the user hung on the future threw: CompletableFuture keeps it, so nothing is lost
            handle(e);
        }
    }

    private synchronized void abandon(Runner runner) {
        if (thread == runner) {
            thread = null;
            notifyAll();
            ensureRuns();
        }
    }

    /** Under the same lock as the start of a thread: so what is added finds this one still looking, or gone. */
    private synchronized boolean hasEnded() {
        if (thread != Thread.currentThread()) {
            // it was left to itself
            return true;
        }
        if (finished && taken == null && pushed.get() == null) {
            thread = null;
            notifyAll();
            return true;
        }
        return false;
    }

    /** The next one to run, which is none of its list any more. */
    private synchronized @Nullable Node next() {
        if (thread != Thread.currentThread()) {
            return null;
        }
        if (taken == null) {
            urgent = false;
            Node node = pushed.getAndSet(null);
            while (node != null) {
                Node after = node.next;
                node.next = taken;
                taken = node;
                node = after;
            }
        }
        Node first = taken;
        if (first != null) {
            begun++;
            taken = first.next;
            first.next = null;
            first.added = 0;
        }
        return first;
    }

    /** Sleeps until there is something to do, and then until the round is over, if nothing of it is urgent. */
    private void await(Runner runner) {
        runner.asleep = IDLE;
        while (pushed.get() == null && !finished && thread == runner) {
            LockSupport.park(this);
            clearInterrupt();
        }
        runner.asleep = GATHERING;
        long start = System.nanoTime();
        long left = ROUND_NANOS;
        while (left > 0 && !urgent && !finished) {
            LockSupport.parkNanos(this, left);
            clearInterrupt();
            left = ROUND_NANOS - (System.nanoTime() - start);
        }
        runner.asleep = AWAKE;
    }

    /** Of a host that interrupts every thread, or of a callback: it is not meant for the next one, and would make each sleep end at once. */
    @SuppressWarnings("ThreadInterruptedCheck")
    private static void clearInterrupt() {
        Thread.interrupted();
    }

    private void handle(Throwable thrown) {
        try {
            logger().warn("a callback threw: loop={}", name, thrown);
        } catch (Throwable itsOwnMethods) {
            warn("a callback threw what cannot be printed: loop={}, thrown={}", thrown);
        }
        try {
            errorHandler.accept(thrown);
        } catch (Throwable e) {
            warn("the error handler threw: loop={}, thrown={}", e);
        }
    }

    private void warn(String message, Throwable thrown) {
        try {
            logger().warn(message, name, Thrown.text(thrown));
        } catch (Throwable full) {
            // not even that can be said now
            return;
        }
    }

    /** Looked up when it is needed: a logging framework costs more than a pool. */
    private static Logger logger() {
        return LoggerFactory.getLogger(CallbackLoop.class);
    }
}

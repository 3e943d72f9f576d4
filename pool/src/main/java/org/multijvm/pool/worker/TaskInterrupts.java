package org.multijvm.pool.worker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * In a worker: stops the task in hand when the pool asks for it, and no other one.
 *
 * <p>The main thread says when it takes a task and when the task's function has ended; questions come in the thread of {@link AskLoop}. An interrupt must not hit what the main thread does after the function, be it the answer or the next task:
 *
 * <pre>
 *   main thread                                   thread of AskLoop
 *   running = task      before STARTED            asked = task
 *   … the function …                              if running == task: interrupt the main thread    both under the lock
 *   running = 0                                   look for a while whether the flag is taken     each look under the lock
 *   if asked != 0: take the lock, say ENDED, asked = 0
 *   clear the interrupt
 * </pre>
 *
 * All four accesses are volatile, so one of the two sees the other: either that thread sees that the task is no longer running,
 * and does not interrupt; or the main thread sees that somebody asked, and waits at the lock until the interrupt has come, and clears it. That
 * costs a task one volatile store and one load. The pool asks only for a task that it has seen STARTED, so {@code running} was set
 * before, and no question comes too early. Numbers are never used again, so one that comes late finds no task.
 *
 * <p>What came of an interrupt is told in the {@link RunningMark}, since from outside a task on its way out looks like one that heeds nothing: an
 * interrupt that is noticed clears the flag of its thread. {@link org.multijvm.pool.jvm.LimitLoop} knows by that for how long to wait.
 */
public final class TaskInterrupts {
    /** The same for a task that waits: it notices as soon as it gets a processor, but for what no interrupt ends. */
    public static final long WAKING_NANOS = 200_000_000;

    /** How long a task may take to notice an interrupt that finds it running, where no grace period was asked for. */
    public static final long NOTICING_NANOS = 20_000_000;

    private static final long LOOK_NANOS = 1_000_000;

    private final Thread main;
    private final RunningMark mark;
    private final String stackPath;
    private final AtomicLong running = new AtomicLong();

    /** Written under the lock. */
    private volatile long asked;

    /**
     * @param main the thread that runs the tasks
     * @param mark where the pool sees what is in hand
     * @param stackPath how the file of a stack is called, in front of the task's number
     */
    TaskInterrupts(Thread main, RunningMark mark, String stackPath) {
        this.main = main;
        this.mark = mark;
        this.stackPath = stackPath;
    }

    /** The thread that runs the tasks. */
    Thread main() {
        return main;
    }

    /** By the main thread, before it makes the task its own. Returns the time. */
    long begin(long task) {
        long now = System.nanoTime();
        mark.begin(task, now);
        running.setRelease(task);
        return now;
    }

    /** By the main thread, when the function has ended: from here on nothing interrupts, and the flag is clear. */
    void functionEnded() {
        running.set(0);
        if (asked != 0) {
            endAsked();
        }
        // also what the task itself has set, or a thread that it started
        Thread.interrupted();
    }

    /** By the main thread, when the task is answered. */
    void idle() {
        mark.idle();
    }

    /** By the thread of {@link AskLoop}. */
    void answer(long ask) {
        long task = AskWord.task(ask);
        if (AskWord.asks(ask, AskWord.STACK)) {
            record(task);
        }
        if (AskWord.asks(ask, AskWord.INTERRUPT)) {
            interrupt(task);
        }
    }

    /** Tasks only follow each other: what is in hand before and after the look was so during it. */
    private void record(long task) {
        if (mark.task() == task) {
            StackTraceElement[] stack = main.getStackTrace();
            if (mark.task() == task) {
                StackFile.write(stackPath + task, stack);
            }
        }
    }

    private synchronized void endAsked() {
        if (asked != 0) {
            mark.heard(asked, RunningMark.ENDED, System.nanoTime());
            asked = 0;
        }
    }

    private void interrupt(long task) {
        long patience;
        synchronized (this) {
            if (running.get() != task) {
                mark.heard(task, RunningMark.ENDED, System.nanoTime());
                return;
            }
            asked = task;
            if (running.get() != task) {
                // the main thread may not have seen that it was asked
                endAsked();
                return;
            }
            Thread.State state = main.getState();
            boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            // before the interrupt: a task that ends its JVM as soon as it comes has heard it
            mark.heard(task, waits ? RunningMark.WAITED : RunningMark.INTERRUPTED, System.nanoTime());
            main.interrupt();
            patience = waits ? WAKING_NANOS : NOTICING_NANOS;
        }
        long end = System.nanoTime() + patience;
        while (isUnnoticed(task) && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(this, LOOK_NANOS);
        }
    }

    private synchronized boolean isUnnoticed(long task) {
        if (asked != task) {
            return false;
        }
        if (main.isInterrupted()) {
            return true;
        }
        mark.heard(task, RunningMark.NOTICED, System.nanoTime());
        return false;
    }
}

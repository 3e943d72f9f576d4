package org.multijvm.pool;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * In a worker: stops the task in hand when the pool asks for it, and no other one.
 *
 * <p>The main thread says when it takes a task and when the task's function has ended; questions come in the launcher's thread that reads
 * standard input. An interrupt must not hit what the main thread does after the function, be it the answer or the next task:
 *
 * <pre>
 *   main thread                                   launcher's thread
 *   running = task      before STARTED            asked = task
 *   … the function …                              if running == task: interrupt the main thread    both under the lock
 *   running = 0
 *   if asked != 0: take the lock, asked = 0
 *   clear the interrupt
 * </pre>
 *
 * All four accesses are volatile, so one of the two sees the other: either the launcher's thread sees that the task is no longer running,
 * and does not interrupt; or the main thread sees that somebody asked, and waits at the lock until the interrupt has come, and clears it. That
 * costs a task one volatile store and one load. The pool asks only for a task that it has seen STARTED, so {@code running} was set
 * before, and no question comes too early. Numbers are never used again, so one that comes late finds no task.
 */
final class TaskInterrupts implements Consumer<byte[]> {
    /** Record the stack of the task's thread. */
    static final int STACK = 1;

    /** Interrupt the task, after its stack was recorded if that is asked for, too. */
    static final int INTERRUPT = 2;

    private static final int KIND = 0;
    private static final int TASK = 1;
    private static final int BYTES = 9;

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

    /** By the pool: the message that asks for it. */
    static byte[] message(int kind, long task) {
        byte[] message = new byte[BYTES];
        ByteBuffer.wrap(message).put(KIND, (byte) kind).putLong(TASK, task);
        return message;
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
            synchronized (this) {
                asked = 0;
            }
        }
        // also what the task itself has set, or a thread that it started
        Thread.interrupted();
    }

    /** By the main thread, when the task is answered. */
    void idle() {
        mark.idle();
    }

    /** By the launcher's thread. */
    @Override
    public void accept(byte[] message) {
        int kind = message[KIND];
        long task = ByteBuffer.wrap(message).getLong(TASK);
        if ((kind & STACK) != 0) {
            record(task);
        }
        if ((kind & INTERRUPT) != 0) {
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

    private synchronized void interrupt(long task) {
        asked = task;
        if (running.get() == task) {
            main.interrupt();
        }
    }
}

package org.multijvm.pool.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.ipc.wait.FutexWord;

/**
 * What the pool asks a worker to do with the task in hand, in its channel's file.
 *
 * <pre>
 *     0  ask (long): the task's number times four, plus what is asked: STACK, INTERRUPT or both; 0: nothing was ever asked
 *     8  bell (int): counts the asks; on it the worker's {@link AskLoop} sleeps
 *    16  dump (long): counts the dumps of all threads that were asked for; 0: none ever was
 * </pre>
 *
 * <p>Only the pool writes, and only under the dispatcher's lock, where it has just seen that the worker has started the task and not answered it. It asks at
 * most once for each task. So a later ask means that the task of an earlier one has ended, and may take its place though the
 * worker has not seen it; one word holds it whole, so that there is no half of it.
 *
 * <p>The pool writes the ask and then the bell; the worker reads the bell and then the ask, and sleeps only while the bell is as it was. So it has seen the
 * ask, or does not sleep. A pool that dies between the two leaves a worker asleep that is to end anyway: {@link
 * org.multijvm.launcher.JvmProcess} sees to that, and nobody here waits for the other.
 */
public final class AskWord {
    static final int BYTES = 64;

    /** Nothing was ever asked. */
    static final long NOTHING = 0;

    /** Record the stack of the task's thread. */
    public static final int STACK = 1;

    /** Interrupt the task, after its stack was recorded if that is asked for, too. */
    public static final int INTERRUPT = 2;

    private static final int ASK = 0;
    private static final int BELL = 8;
    private static final int DUMP = 16;
    private static final int KIND_BITS = 2;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int base;
    private final FutexWord bell;

    /**
     * @param base where the bytes begin, a multiple of 8
     */
    AskWord(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
        this.bell = new FutexWord(memory, base + BELL);
    }

    /** By the pool, under the dispatcher's lock. */
    public void put(int kind, long task) {
        LONGS.setVolatile(memory, base + ASK, task << KIND_BITS | kind);
        bell.getAndAdd(1);
    }

    /** By the pool, in one thread at a time: asks for a dump of all threads, whatever the worker does. Gives its number. {@link #ring} follows. */
    public long putDump() {
        long number = (long) LONGS.getVolatile(memory, base + DUMP) + 1;
        LONGS.setVolatile(memory, base + DUMP, number);
        bell.getAndAdd(1);
        return number;
    }

    /** By the worker, behind {@link #bell}: the number of the last dump that was asked for. */
    long dump() {
        return (long) LONGS.getVolatile(memory, base + DUMP);
    }

    /** By the pool, behind {@link #put}, best without the lock. Where it cannot wake, the worker does not sleep but poll. */
    public void ring() {
        if (FutexWord.canWake()) {
            bell.wake(1);
        }
    }

    /** By the worker, in front of {@link #get}. */
    int bell() {
        return bell.get();
    }

    /** By the worker: the last ask. */
    long get() {
        return (long) LONGS.getVolatile(memory, base + ASK);
    }

    /** By the worker: sleeps until the bell is another one, at most so long. */
    void await(int seen, long nanos) {
        bell.sleep(seen, nanos);
    }

    /** By the worker: ends a sleep of this JVM. */
    void rouse() {
        bell.getAndAdd(1);
        bell.wake(1);
    }

    static long task(long ask) {
        return ask >> KIND_BITS;
    }

    static boolean asks(long ask, int kind) {
        return (ask & kind) != 0;
    }
}

package org.multijvm.pool.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a worker tells about the task that it has in hand, in its channel's file, without being asked.
 *
 * <pre>
 *     0  since (long): System.nanoTime of the worker when it took the task
 *     8  task (long): its number, INITIALIZER, or NONE
 *    16  heard at (long): System.nanoTime of the worker when it last wrote the next word
 *    24  heard (long): the number of the task that it was told to stop, times eight, plus what came of that: INTERRUPTED, WAITED, NOTICED or ENDED
 * </pre>
 *
 * <p>Only the worker writes. It writes the time before it releases the number, and the pool acquires the number before it reads the time: so
 * the time is that of this number or of a later one, never of an earlier one, which would make a new task look old. It writes both
 * before it moves the task's frame to STARTED, so that the mark of a started task is always there. The two words behind are written only when
 * a task is stopped, in the same order, under the lock of {@link TaskInterrupts}.
 */
public final class RunningMark {
    public static final int BYTES = 64;

    public static final long NONE = 0;
    public static final long INITIALIZER = -1;

    /** The task is not known to have been told to stop. */
    public static final int UNHEARD = 0;

    /** Its thread was interrupted while it ran. */
    static final int INTERRUPTED = 1;

    /** Its thread was interrupted while it waited for something. */
    public static final int WAITED = 2;

    /** The interrupt was taken: something threw an InterruptedException, or asked for the flag and cleared it. */
    public static final int NOTICED = 3;

    /** Its function has ended; the answer is under way. */
    public static final int ENDED = 4;

    private static final int SINCE = 0;
    private static final int TASK = 8;
    private static final int HEARD_AT = 16;
    private static final int HEARD = 24;
    private static final int KIND_BITS = 3;
    private static final int KIND_MASK = (1 << KIND_BITS) - 1;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int base;

    /**
     * The mark at this place of a channel.
     *
     * @param base where the mark's bytes begin, a multiple of 8
     */
    public RunningMark(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
    }

    /** By the worker. */
    public void begin(long task, long nanos) {
        LONGS.setOpaque(memory, base + SINCE, nanos);
        LONGS.setRelease(memory, base + TASK, task);
    }

    /** By the worker: nothing is in hand. */
    public void idle() {
        LONGS.setRelease(memory, base + TASK, NONE);
    }

    /** By the worker: what came of a stop. */
    public void heard(long task, int what, long nanos) {
        LONGS.setOpaque(memory, base + HEARD_AT, nanos);
        LONGS.setRelease(memory, base + HEARD, task << KIND_BITS | what);
    }

    /** What came of the stop of this task, {@link #UNHEARD} if nothing yet. */
    public int heard(long task) {
        long word = (long) LONGS.getAcquire(memory, base + HEARD);
        return word >> KIND_BITS == task ? (int) word & KIND_MASK : UNHEARD;
    }

    /** When that was, by the worker's {@code System.nanoTime}; to be read after it. */
    public long heardAt() {
        return (long) LONGS.getOpaque(memory, base + HEARD_AT);
    }

    public long task() {
        return (long) LONGS.getAcquire(memory, base + TASK);
    }

    /** The worker's {@code System.nanoTime}; to be read after {@link #task}. */
    public long since() {
        return (long) LONGS.getOpaque(memory, base + SINCE);
    }
}

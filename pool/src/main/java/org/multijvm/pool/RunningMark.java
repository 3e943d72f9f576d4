package org.multijvm.pool;

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
 * </pre>
 *
 * <p>Only the worker writes. It writes the time before it releases the number, and the pool acquires the number before it reads the time: so
 * the time is that of this number or of a later one, never of an earlier one, which would make a new task look old. It writes both
 * before it moves the task's frame to STARTED, so that the mark of a started task is always there.
 */
final class RunningMark {
    static final int BYTES = 64;

    static final long NONE = 0;
    static final long INITIALIZER = -1;

    private static final int SINCE = 0;
    private static final int TASK = 8;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int base;

    /**
     * @param base where the mark's bytes begin, a multiple of 8
     */
    RunningMark(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
    }

    /** By the worker. */
    void begin(long task, long nanos) {
        LONGS.setOpaque(memory, base + SINCE, nanos);
        LONGS.setRelease(memory, base + TASK, task);
    }

    /** By the worker: nothing is in hand. */
    void idle() {
        LONGS.setRelease(memory, base + TASK, NONE);
    }

    long task() {
        return (long) LONGS.getAcquire(memory, base + TASK);
    }

    /** The worker's {@code System.nanoTime}; to be read after {@link #task}. */
    long since() {
        return (long) LONGS.getOpaque(memory, base + SINCE);
    }
}

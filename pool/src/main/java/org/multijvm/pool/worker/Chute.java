package org.multijvm.pool.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;

/**
 * The part of a channel's file through which a worker draws, piece by piece, a large body for which shared memory had no room.
 *
 * <pre>
 *     0  number of the piece in the first half (int)     64  number of the piece in the second half (int)
 *   128  first half     128 + PIECE  second half
 * </pre>
 *
 * <p>The worker asks for a piece by a frame in its ring of answers, which has the piece's number; numbers are never used twice by one worker, and
 * even ones lie in the first half. The pool copies the bytes and then releases the number, which the worker acquires before it reads them. It
 * asks for piece n + 2 when it has read piece n, so that nothing is written that is being read, and one piece is copied while another is asked for. If
 * the worker dies nobody asks any more; if the pool dies the launcher's watcher ends the worker, also here.
 */
public final class Chute {
    /** What one piece carries. */
    public static final int PIECE = 1 << 15;

    private static final int HALVES = 2;
    private static final int NUMBER_STEP = 64;
    private static final int DATA = HALVES * NUMBER_STEP;

    static final int BYTES = DATA + HALVES * PIECE;

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final int SPINS = 1000;
    private static final long FIRST_PAUSE_NANOS = 20_000;
    private static final long LAST_PAUSE_NANOS = 1_000_000;

    private final ByteBuffer memory;
    private final int base;

    /** By the worker: the number of the next piece to ask for, and how much of the body was asked for. */
    private int next = 1;

    /**
     * @param base where its bytes begin, a multiple of 64
     */
    Chute(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
    }

    /** By the pool: hands out a piece. */
    public void give(int number, byte[] body, int from, int length) {
        memory.put(half(number), body, from, length);
        INTS.setRelease(memory, number(number), number);
    }

    /** By the worker: draws a whole body into a buffer, from its position to its limit. Waits for as long as it takes. */
    void draw(long task, ByteBuffer target, AnswerWriter asker) {
        int length = target.remaining();
        int asked = 0;
        int first = next;
        for (int i = 0; i < HALVES && asked < length; i++) {
            asked = ask(task, asked, length, asker);
        }
        int drawn = 0;
        for (int number = first; drawn < length; number++) {
            await(number);
            int piece = Math.min(PIECE, length - drawn);
            target.put(target.position(), memory, half(number), piece);
            target.position(target.position() + piece);
            drawn += piece;
            if (asked < length) {
                asked = ask(task, asked, length, asker);
            }
        }
    }

    private int ask(long task, int from, int length, AnswerWriter asker) {
        asker.want(task, from, next++);
        return Math.min(length, from + PIECE);
    }

    /** A park ends at once while an interrupt is pending: it is put aside, since it is meant for the task. */
    private void await(int number) {
        boolean interrupted = false;
        long pause = FIRST_PAUSE_NANOS;
        for (int looks = 0; (int) INTS.getAcquire(memory, number(number)) != number; looks++) {
            if (looks < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(this, pause);
                interrupted |= Thread.interrupted();
                pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int number(int piece) {
        return base + (piece & 1) * NUMBER_STEP;
    }

    private int half(int piece) {
        return base + DATA + (piece & 1) * PIECE;
    }
}

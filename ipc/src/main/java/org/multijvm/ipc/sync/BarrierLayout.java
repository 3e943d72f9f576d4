package org.multijvm.ipc.sync;

import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;

/**
 * The bytes of a barrier in its {@link SharedCell} of {@link #LINES} lines, and the bits of its state.
 *
 * <pre>
 *      0      4         8         12        16            24       28       32                64
 *      +------+---------+---------+---------+-------------+--------+--------+-----------------+
 *    0 | kind | zeros   | parties | breaks  | time limit  | reason | breaker| zeros           |
 *      +------+---------+---------+---------+-------------+--------+--------+-----------------+
 *   64 | state (long), alone on its line                                                     |
 *      +-------------------------------------------------------------------------------------+
 *  128 | members: 256 processes, each a long as in LockLayout; 0 is free                     |
 *      +-------------------------------------------------------------------------------------+
 * 2176 | broken generations: 256 ints                                                        |
 *      +-------------------------------------------------------------------------------------+
 * 3200
 *
 *  state:
 *   63                     34     33        32      31                      1     0
 *  +-------------------------+--------+----------+--------------------------+--------+
 *  | how many have arrived   | action | sleepers | generation               | broken |
 *  +-------------------------+--------+----------+--------------------------+--------+
 * </pre>
 *
 * <p>The lower half changes only when those who wait are to be released: it is the word they spin and sleep on. "Breaks", reason and
 * breaker say how often, why and by whose doing the barrier broke.
 */
final class BarrierLayout {
    static final int KIND = 0x4201;

    static final int PARTIES_AT = 8;
    static final int BREAKS_AT = 12;
    static final int LIMIT_AT = 16;
    static final int REASON_AT = 24;
    static final int BREAKER_AT = 28;

    static final int STATE_AT = 64;

    /** Where the half of the state lies on which the parties wait. */
    static final int PHASE_AT = FutexWord.lowHalf(STATE_AT);

    static final int MEMBERS_AT = 128;
    static final int MEMBERS = 256;

    static final int BROKEN_AT = MEMBERS_AT + MEMBERS * Long.BYTES;
    static final int BROKEN_ENTRIES = 256;

    static final int END = BROKEN_AT + BROKEN_ENTRIES * Integer.BYTES;
    static final int LINES = END / SharedCell.BYTES;

    static final long BROKEN = 1;
    static final long SLEEPERS = 1L << 32;
    static final long ACTION = 1L << 33;
    static final long ARRIVAL = 1L << 34;

    /** What the upper part of the state has room for. */
    static final int MOST_PARTIES = (1 << 30) - 1;

    private static final int ONE_GENERATION = 2;

    private BarrierLayout() {}

    /** What the parties wait to change: the generation, and whether it is broken. */
    static int phase(long state) {
        return (int) state;
    }

    static boolean isBroken(long state) {
        return (state & BROKEN) != 0;
    }

    /** The phase of a generation as it begins, which stands for the generation. */
    static int generation(long state) {
        return (int) state & -ONE_GENERATION;
    }

    static int arrived(long state) {
        return (int) (state >>> 34);
    }

    /** The state with which the next generation begins: nobody has arrived, it is not broken. */
    static long next(long state) {
        return (generation(state) + ONE_GENERATION) & 0xffff_ffffL;
    }

    static int member(int slot) {
        return MEMBERS_AT + slot * Long.BYTES;
    }

    /** Where it is noted that this generation broke, if it did. */
    static int broken(int generation) {
        return BROKEN_AT + (generation >>> 1) % BROKEN_ENTRIES * Integer.BYTES;
    }
}

package org.multijvm.ipc.sync;

import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/**
 * The bytes of a {@link RobustMonitor} in its {@link SharedCell} of {@link #LINES} lines.
 *
 * <pre>
 *      0     8            16          24            32      40      48       64
 *      +-----+------------+-----------+-------------+-------+-------+--------+
 *    0 | kind| mutex      | its thread| log's count | head  | tail  | zeros  |   mutex: see LockLayout
 *      +-----+------------+-----------+-------------+-------+-------+--------+
 *   64 | counters: eight longs, the primitive's own                          |
 *      +---------------------------------------------------------------------+
 *  128 | log: 32 entries of (offset long, value long)                        |
 *      +---------------------------------------------------------------------+
 *  640 | processes: 256 entries of (key long, value long); key 0 is free     |
 *      +---------------------------------------------------------------------+
 * 4736 | waiters: 256 entries of (owner, next, request, state), all longs    |
 *      +---------------------------------------------------------------------+
 * 12928
 *
 *  owner, head, tail, next: the number of an entry plus one, 0 is none; owner is a process, the others are waiters
 *  request:  63      62    56 55    48 47     32 31       0
 *           +--------+-------+--------+---------+----------+
 *           | asleep | zeros | mode   | process | argument |
 *           +--------+-------+--------+---------+----------+
 * </pre>
 */
final class MonitorLayout {
    /** As in {@link LockLayout}, so that the mutex is a {@link LockCore}. */
    static final int MUTEX_AT = LockLayout.STATE_AT;

    static final int LOG_COUNT_AT = 24;
    static final int HEAD_AT = 32;
    static final int TAIL_AT = 40;

    static final int COUNTERS_AT = 64;
    static final int COUNTERS = 8;

    static final int LOG_AT = 128;
    static final int LOG_ENTRIES = 32;
    static final int LOG_ENTRY = 16;

    static final int PROCESSES_AT = LOG_AT + LOG_ENTRIES * LOG_ENTRY;
    static final int PROCESSES = 256;
    static final int PROCESS = 16;
    static final int VALUE_IN_PROCESS = 8;

    static final int WAITERS_AT = PROCESSES_AT + PROCESSES * PROCESS;
    static final int WAITERS = 256;
    static final int WAITER = 32;
    static final int NEXT_IN_WAITER = 8;
    static final int REQUEST_IN_WAITER = 16;
    static final int STATE_IN_WAITER = 24;

    static final int END = WAITERS_AT + WAITERS * WAITER;
    static final int LINES = END / SharedCell.BYTES;

    static final long ASLEEP = 1L << 63;

    private MonitorLayout() {}

    /** Whether a transaction may set the word at this offset. */
    static boolean isLogged(long offset) {
        boolean inQueue = offset == HEAD_AT || offset == TAIL_AT;
        boolean inTables = offset >= COUNTERS_AT && offset < LOG_AT || offset >= PROCESSES_AT && offset < END;
        return offset % Long.BYTES == 0 && (inQueue || inTables);
    }

    /** Where one of the primitive's own words lies. */
    static int counter(int number) {
        return COUNTERS_AT + Long.BYTES * number;
    }

    /** Where the key of a process lies. */
    static int key(int process) {
        return PROCESSES_AT + PROCESS * process;
    }

    /** Where what a process holds is counted. */
    static int value(int process) {
        return key(process) + VALUE_IN_PROCESS;
    }

    static int owner(int waiter) {
        return WAITERS_AT + WAITER * waiter;
    }

    static int next(int waiter) {
        return owner(waiter) + NEXT_IN_WAITER;
    }

    static int request(int waiter) {
        return owner(waiter) + REQUEST_IN_WAITER;
    }

    static int state(int waiter) {
        return owner(waiter) + STATE_IN_WAITER;
    }

    static long request(int mode, int process, int argument) {
        return (long) mode << 48 | (long) process << 32 | argument & 0xffff_ffffL;
    }

    static int mode(long request) {
        return (int) (request >>> 48) & 0xff;
    }

    static int process(long request) {
        return (int) (request >>> 32) & 0xffff;
    }

    static int argument(long request) {
        return (int) request;
    }
}

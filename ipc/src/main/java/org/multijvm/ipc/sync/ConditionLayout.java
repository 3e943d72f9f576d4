package org.multijvm.ipc.sync;

import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;

/**
 * The bytes of a condition in its {@link SharedCell} of {@link #LINES} lines.
 *
 * <pre>
 *      0      4         8                  16        24         28                          64
 *      +------+---------+------------------+---------+----------+----------------------------+
 *    0 | kind | zeros   | next ticket      | used    | overflow | zeros                      |
 *      +------+---------+------------------+---------+----------+----------------------------+
 *   64 | waiters: 256 entries of (state, ticket, notified at, zeros), all longs              |
 *      +-------------------------------------------------------------------------------------+
 * 8256
 *
 *  state of an entry: 0 is free, else
 *   63                    32 31                            2          1          0
 *  +------------------------+-------------------------------+----------+---------+
 *  | pid of the waiter      | low bits of its start time    | notified | waiting |
 *  +------------------------+-------------------------------+----------+---------+
 * </pre>
 *
 * <p>Tickets are numbers in the order of the calls of await; "notified at" is the next ticket of the moment of the notify,
 * so that only those who waited then can inherit it. Used: no entry from there on was ever used. Overflow: what threads sleep on for which there
 * is no entry, a number that is counted up to wake them, and in its lowest bit whether there are any.
 */
final class ConditionLayout {
    static final int KIND = 0x4301;

    static final int NEXT_TICKET_AT = 8;
    static final int USED_AT = 16;
    static final int OVERFLOW_AT = 24;

    static final int ENTRIES_AT = 64;
    static final int ENTRIES = 256;
    static final int ENTRY = 32;
    static final int TICKET_IN_ENTRY = 8;
    static final int NOTIFIED_IN_ENTRY = 16;

    static final int END = ENTRIES_AT + ENTRIES * ENTRY;
    static final int LINES = END / SharedCell.BYTES;

    static final long WAITING = 1;
    static final long NOTIFIED = 2;

    private ConditionLayout() {}

    static int state(int entry) {
        return ENTRIES_AT + entry * ENTRY;
    }

    static int ticket(int entry) {
        return state(entry) + TICKET_IN_ENTRY;
    }

    static int notifiedAt(int entry) {
        return state(entry) + NOTIFIED_IN_ENTRY;
    }

    /** Where the half of a state lies on which its waiter sleeps. */
    static int sleep(int entry) {
        return FutexWord.lowHalf(state(entry));
    }
}

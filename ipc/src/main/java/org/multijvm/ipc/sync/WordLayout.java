package org.multijvm.ipc.sync;

/**
 * The bytes of an event and of a latch in their {@link org.multijvm.ipc.file.SharedCell}.
 *
 * <pre>
 *  0         4         8         12                                               64
 *  +---------+---------+---------+---------+---------------------------------------+
 *  | kind    | zeros   | word    | sleepers| zeros                                 |
 *  +---------+---------+---------+---------+---------------------------------------+
 *
 *  word of an event:    31                              2          1         0
 *                      +---------------------------------+----------+---------+
 *                      | how often it was set            | sleepers | set     |
 *                      +---------------------------------+----------+---------+
 *  word of a latch: its count
 * </pre>
 *
 * <p>The place for sleepers is a latch's only: not 0 once anybody may have slept, for ever.
 */
final class WordLayout {
    static final int EVENT = 0x4501;
    static final int LATCH = 0x4502;

    static final int WORD_AT = 8;
    static final int SLEEPERS_AT = 12;

    static final int SET = 1;

    /** Somebody sleeps, or may sleep. */
    static final int SLEEPERS = 2;

    private static final int ONE_TIME = 4;

    private WordLayout() {}

    /** The word of an event that is set once more: nobody sleeps on it. */
    static int setOnceMore(int word) {
        return (word & -ONE_TIME) + ONE_TIME | SET;
    }

    /** True if the event is set, or was since somebody saw it so. */
    static boolean wasSetSince(int seen, int now) {
        return (now & SET) != 0 || (now & -ONE_TIME) != (seen & -ONE_TIME);
    }
}

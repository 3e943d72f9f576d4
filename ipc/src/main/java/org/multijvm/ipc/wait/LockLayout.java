package org.multijvm.ipc.wait;

/**
 * The bytes of a lock in its {@link org.multijvm.ipc.file.SharedCell}, and the bits of its state.
 *
 * <pre>
 *  0         4         8                   16                  24              56       60       64
 *  +---------+---------+-------------------+-------------------+---------------+--------+--------+
 *  | kind    | zeros   | state             | thread            | a monitor's   | deaths | zeros  |
 *  +---------+---------+-------------------+-------------------+---------------+--------+--------+
 *
 *  state: 0 is free, else a ProcessKey and two flags
 *   63                    32 31                            2          1         0
 *  +------------------------+-------------------------------+-----------+---------+
 *  | pid of the owner       | low bits of its start time    | abandoned | waiters |
 *  +------------------------+-------------------------------+-----------+---------+
 * </pre>
 *
 * <p>The thread is the owner's thread number: it may lag behind the state for some instructions, but a thread that owns the lock
 * finds its own. Deaths says how often the lock was recovered from a dead owner.
 */
public final class LockLayout {
    public static final int LOCK = 0x4c01;
    public static final int REENTRANT_LOCK = 0x4c02;

    public static final int KIND_AT = 0;
    public static final int STATE_AT = 8;
    public static final int THREAD_AT = 16;
    public static final int DEATHS_AT = 56;

    /** Somebody sleeps, or may sleep. */
    public static final long WAITERS = RobustLock.WAITERS;

    /** The owner got it from a process that died holding it. */
    public static final long ABANDONED = 2;

    private LockLayout() {}
}

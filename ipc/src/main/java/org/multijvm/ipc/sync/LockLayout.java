package org.multijvm.ipc.sync;

import java.nio.ByteOrder;
import org.multijvm.launcher.ProcessIdentity;

/**
 * The bytes of a lock in its {@link org.multijvm.ipc.memory.SharedCell}, and the bits of its state.
 *
 * <pre>
 *  0         4         8                   16                  24              56       60       64
 *  +---------+---------+-------------------+-------------------+---------------+--------+--------+
 *  | kind    | zeros   | state             | thread            | a monitor's   | deaths | zeros  |
 *  +---------+---------+-------------------+-------------------+---------------+--------+--------+
 *
 *  state: 0 is free, else
 *   63                    32 31                            2          1         0
 *  +------------------------+-------------------------------+-----------+---------+
 *  | pid of the owner       | low bits of its start time    | abandoned | waiters |
 *  +------------------------+-------------------------------+-----------+---------+
 * </pre>
 *
 * <p>The thread is the owner's thread number: it may lag behind the state for some instructions, but a thread that owns the lock
 * finds its own. Deaths says how often the lock was recovered from a dead owner.
 */
final class LockLayout {
    static final int LOCK = 0x4c01;
    static final int REENTRANT_LOCK = 0x4c02;

    static final int KIND_AT = 0;
    static final int STATE_AT = 8;
    static final int THREAD_AT = 16;
    static final int DEATHS_AT = 56;

    /** Where the half of the state lies on which the kernel lets threads sleep: the one with the start time and the flags. */
    static final int SLEEP_AT = STATE_AT + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES);

    /** Somebody sleeps, or may sleep. */
    static final long WAITERS = RobustLock.WAITERS;

    /** The owner got it from a process that died holding it. */
    static final long ABANDONED = 2;

    private LockLayout() {}

    /** The state of a lock held by a process. */
    static long state(ProcessIdentity process) {
        return ProcessKey.of(process);
    }

    /** The state without its flags: equal for the same owner. */
    static long owner(long state) {
        return ProcessKey.bare(state);
    }

    static long pid(long state) {
        return ProcessKey.pid(state);
    }
}

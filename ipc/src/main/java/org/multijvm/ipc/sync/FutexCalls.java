package org.multijvm.ipc.sync;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One way to make the futex system call. */
abstract class FutexCalls {
    /** The number of the system call futex, see syscalls(2); -1 where we do not know it. */
    static final long NUMBER = number();

    /** The number of futex_waitv, the same for all processors. */
    static final long WAITV_NUMBER = 449;

    /** For {@link #callWaitv}, see clock_gettime(2). */
    static final long CLOCK_MONOTONIC = 1;

    /** The first native address of a direct buffer. */
    abstract long address(ByteBuffer memory);

    /** Makes the call. For a wait {@code nanos} is the longest sleep, for a wake it does not count. */
    abstract void call(long address, int operation, int value, long nanos);

    /**
     * Makes the system call futex_waitv (Linux 5.16): sleeps on several words.
     *
     * @param waiters as many {@code struct futex_waitv}, one after the other, from position 0 on
     * @param deadline of {@link System#nanoTime}, which is the kernel's CLOCK_MONOTONIC
     */
    abstract void callWaitv(ByteBuffer waiters, int count, long deadline);

    /** The best way this JVM has, or null: not Linux, an unknown processor, native access denied, JNA missing. */
    static @Nullable FutexCalls load() {
        if (NUMBER < 0 || !Boolean.parseBoolean(System.getProperty("multijvm.futex", "true"))) {
            return null;
        }
        try {
            FutexCalls calls = Runtime.version().feature() >= 22 ? new ForeignFutex() : new JnaFutex();
            // proves that it works: the word is 0 and not 1, so the kernel answers at once
            calls.call(calls.address(ByteBuffer.allocateDirect(8)), 0, 1, 1);
            return calls;
        } catch (Throwable cannot) {
            return null;
        }
    }

    private static long number() {
        if (!"Linux".equals(System.getProperty("os.name"))) {
            return -1;
        }
        switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64":
            case "x86_64":
                return 202;
            case "aarch64":
            case "riscv64":
                return 98;
            case "ppc64le":
                return 221;
            case "s390x":
                return 238;
            default:
                return -1;
        }
    }
}

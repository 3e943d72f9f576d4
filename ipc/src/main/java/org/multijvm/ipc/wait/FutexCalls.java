package org.multijvm.ipc.wait;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.Mappings;

/** One way to make the futex system call, and with it any other. */
abstract class FutexCalls implements Mappings.Replacer {
    /** The number of the system call futex, see syscalls(2); -1 where we do not know it. */
    static final long NUMBER = number();

    /** The number of futex_waitv, the same for all processors. */
    static final long WAITV_NUMBER = 449;

    /** For {@link #callWaitv}, see clock_gettime(2). */
    static final long CLOCK_MONOTONIC = 1;

    /** The number of mmap; -1 where we do not know it, or not its constants. */
    private static final long MMAP_NUMBER = NUMBER == 202 ? 9 : NUMBER == 98 ? 222 : -1;

    private static final long READ_WRITE = 3;
    private static final long PRIVATE_FIXED_ANONYMOUS_NORESERVE = 0x2 | 0x10 | 0x20 | 0x4000;

    /** The kernel refuses an address that is not a page's first, and nothing changes. */
    @Override
    public final void replace(ByteBuffer mapped) {
        if (MMAP_NUMBER >= 0 && mapped.capacity() > 0) {
            try {
                long address = address(mapped.duplicate().clear());
                systemCall(
                        MMAP_NUMBER, address, mapped.capacity(), READ_WRITE, PRIVATE_FIXED_ANONYMOUS_NORESERVE, -1, 0);
            } finally {
                Reference.reachabilityFence(mapped);
            }
        }
    }

    /** The C library's {@code syscall}, with as many arguments as any call has. */
    abstract long systemCall(long number, long first, long second, long third, long fourth, long fifth, long sixth);

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

    /** The best way this JVM has, or null: not Linux, an unknown processor, native access denied, JNA missing; then {@link PollingReason} has been told why. */
    static @Nullable FutexCalls load() {
        if (!Boolean.parseBoolean(System.getProperty("multijvm.futex", "true"))) {
            PollingReason.chosen("the property multijvm.futex says so");
            return null;
        }
        if (NUMBER < 0) {
            PollingReason.chosen("no futex on this system: os=" + System.getProperty("os.name") + ", processor="
                    + System.getProperty("os.arch"));
            return null;
        }
        try {
            FutexCalls calls = Runtime.version().feature() >= 22 ? new ForeignFutex() : new JnaFutex();
            // proves that it works: the word is 0 and not 1, so the kernel answers at once
            calls.call(calls.address(ByteBuffer.allocateDirect(8)), 0, 1, 1);
            return calls;
        } catch (Throwable cannot) {
            PollingReason.failed(cannot);
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

package org.multijvm.ipc.wait;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The sleep on several {@link FutexWord}s at once: futex_waitv, which Linux has since 5.16.
 *
 * <p>Where the kernel does not have it, or its sleep is not loaded, it looks at the words once a millisecond; so it does for a virtual thread, and
 * where there are more than 128 words, of which it sleeps on the first. Not interruptible; thread-safe.
 */
public final class FutexWords {
    private static final int MOST = 128;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A call that comes back sooner and in vain was none: no sleep and no wake is that short. */
    private static final long NO_SLEEP_NANOS = 20_000;

    /**
     * <pre>
     *   struct futex_waitv: 0 value (u64)   8 address (u64)   16 flags (u32)   20 reserved (u32)
     * </pre>
     */
    private static final int WAITER = 24;

    /** A word of 32 bits that processes share. */
    private static final int FLAGS = 2;

    private static final ThreadLocal<ByteBuffer> WAITERS = ThreadLocal.withInitial(
            () -> ByteBuffer.allocateDirect(MOST * WAITER).order(ByteOrder.nativeOrder()));

    private FutexWords() {}

    /** Sleeps as long as all words have this value, at most so long; may return early. */
    public static void sleepAny(List<FutexWord> words, int expected, long nanos) {
        if (nanos <= 0 || !allAre(words, expected)) {
            return;
        }
        if (words.isEmpty() || !Futex.ready() || VirtualThreads.isCurrent()) {
            LockSupport.parkNanos(words, words.isEmpty() ? nanos : Math.min(nanos, POLL_NANOS));
            return;
        }
        int count = Math.min(words.size(), MOST);
        ByteBuffer waiters = WAITERS.get();
        for (int i = 0; i < count; i++) {
            waiters.putLong(i * WAITER, expected & 0xffff_ffffL);
            waiters.putLong(i * WAITER + 8, words.get(i).address());
            waiters.putInt(i * WAITER + 16, FLAGS);
        }
        long limit = words.size() > MOST ? Math.min(nanos, POLL_NANOS) : nanos;
        long start = System.nanoTime();
        try {
            Futex.sleepAny(waiters, count, limit);
        } finally {
            Reference.reachabilityFence(waiters);
            Reference.reachabilityFence(words);
        }
        if (System.nanoTime() - start < Math.min(limit, NO_SLEEP_NANOS) && allAre(words, expected)) {
            LockSupport.parkNanos(words, Math.min(limit, POLL_NANOS));
        }
    }

    private static boolean allAre(List<FutexWord> words, int expected) {
        for (FutexWord word : words) {
            if (word.get() != expected) {
                return false;
            }
        }
        return true;
    }
}

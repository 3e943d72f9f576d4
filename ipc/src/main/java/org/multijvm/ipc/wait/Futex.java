package org.multijvm.ipc.wait;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.Mappings;

/**
 * The kernel's sleep on a word of shared memory (Linux, see futex(2)), reached without native code of our own: by
 * {@code java.lang.foreign} from JDK 22 on, by JNA below.
 *
 * <p>Getting there takes 60 to 110 ms the first time, so it happens in the background, and until it has happened, or where it
 * cannot, the users of {@link FutexWord} poll. The system property {@code multijvm.futex=false} switches it off.
 */
final class Futex {
    private static final int FUTEX_WAIT = 0;
    private static final int FUTEX_WAKE = 1;
    private static final CountDownLatch TRIED = new CountDownLatch(1);
    private static boolean asked;
    private static volatile @Nullable FutexCalls calls;

    private Futex() {}

    /** Starts the way to the kernel in a thread of its own, once; returns at once. */
    static synchronized void prepare() {
        if (asked) {
            return;
        }
        asked = true;
        Thread thread = new Thread("multijvm-futex-loader") {
            @Override
            public void run() {
                try {
                    FutexCalls loaded = FutexCalls.load();
                    calls = loaded;
                    if (loaded != null) {
                        Mappings.replaceBy(loaded);
                    }
                } finally {
                    TRIED.countDown();
                }
            }
        };
        thread.setDaemon(true);
        thread.start();
    }

    /** True once sleeping and waking work. */
    static boolean ready() {
        return calls != null;
    }

    /** Prepares, and waits until it is known whether it works; not interruptible, ends within the 0.1 s that loading takes. */
    static boolean awaitReady() {
        prepare();
        boolean interrupted = false;
        while (true) {
            try {
                TRIED.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ready();
    }

    static long address(ByteBuffer memory, int offset) {
        return ready(calls).address(memory) + offset;
    }

    /** Sleeps while the word is {@code expected}, at most so long; may return early. */
    static void sleep(long address, int expected, long nanos) {
        ready(calls).call(address, FUTEX_WAIT, expected, Math.max(1, nanos));
    }

    static void wake(long address, int count) {
        ready(calls).call(address, FUTEX_WAKE, count, 0);
    }

    /** Sleeps while all words are as expected, at most so long; may return early, and does at once where the kernel cannot. */
    static void sleepAny(ByteBuffer waiters, int count, long nanos) {
        ready(calls).callWaitv(waiters, count, System.nanoTime() + nanos);
    }

    /** Any system call, with what libc's {@code syscall} returns: -1 if the kernel refuses. */
    static long systemCall(long number, long first, long second, long third) {
        return ready(calls).systemCall(number, first, second, third, 0, 0, 0);
    }

    private static FutexCalls ready(@Nullable FutexCalls calls) {
        if (calls == null) {
            throw new IllegalStateException("the futex is not ready");
        }
        return calls;
    }
}

package org.multijvm.ipc.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * A 32-bit word of shared memory on which threads of several JVMs can sleep.
 *
 * <p>All accesses are volatile or stronger. {@link #sleep} ends at the latest after the time given, so that its caller can look
 * whether those it waits for still live: nobody may rely on a wake-up alone, since the one who owes it may be dead. Where the
 * kernel's sleep is not (yet) there, {@code sleep} polls, first every 20 us, then ever more slowly down to once a millisecond.
 * A virtual thread polls too, as a sleep in the kernel would hold its carrier; {@link Slices} spares it that where many may wait. Not
 * interruptible; thread-safe.
 */
public final class FutexWord {
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 1_000_000;

    private final ByteBuffer memory;
    private final int offset;
    private long address;

    /**
     * @param memory a direct buffer in native byte order
     * @param offset where the word lies, a multiple of 4
     */
    public FutexWord(ByteBuffer memory, int offset) {
        if (offset % Integer.BYTES != 0) {
            throw new IllegalArgumentException("a futex word must be aligned: offset=" + offset);
        }
        // from its very beginning: the native address is that of the position, which nobody moves in memory that is
        // shared
        boolean whole = memory.position() == 0 && memory.limit() == memory.capacity();
        this.memory = whole ? memory : memory.duplicate().clear();
        this.offset = offset;
    }

    /** Where the half of a long lies that has its low bits: on four bytes the kernel lets threads sleep, not on eight. */
    public static int lowHalf(int offset) {
        return offset + (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : Integer.BYTES);
    }

    /** Begins to load the kernel's sleep in the background, if nobody has yet; returns at once. */
    public static void prepare() {
        Futex.prepare();
    }

    /** Loads the kernel's sleep if need be, in some 0.1 s, and tells whether it is there: {@link #canWake}. Not interruptible. */
    public static boolean awaitCanWake() {
        return Futex.awaitReady();
    }

    /** True once this JVM can wake sleepers of others without having to load anything. */
    public static boolean canWake() {
        return Futex.ready();
    }

    /** Why waits of this JVM poll; empty if they sleep in the kernel, or that is not known yet. */
    public static Optional<String> pollingReason() {
        return Optional.ofNullable(PollingReason.text());
    }

    /** The value, read with volatile semantics. */
    public int get() {
        return (int) INTS.getVolatile(memory, offset);
    }

    /** Sets the value with volatile semantics: a full fence stands behind it. */
    public void set(int value) {
        INTS.setVolatile(memory, offset, value);
    }

    /** Moves the word from one value to another if it has the first. */
    public boolean compareAndSet(int expected, int value) {
        return INTS.compareAndSet(memory, offset, expected, value);
    }

    /** Adds, and returns what was there before. */
    public int getAndAdd(int delta) {
        return (int) INTS.getAndAdd(memory, offset, delta);
    }

    /** Sleeps as long as the word is {@code expected}, at most {@code nanos}; may return early. */
    public void sleep(int expected, long nanos) {
        if (nanos <= 0 || get() != expected) {
            return;
        }
        if (Futex.ready() && !VirtualThreads.isCurrent()) {
            try {
                Futex.sleep(address(), expected, nanos);
            } finally {
                Reference.reachabilityFence(memory);
            }
        } else {
            poll(expected, nanos);
        }
    }

    /**
     * Wakes up to {@code count} sleepers. Call it only if there are some: it is a system call, and it waits for the kernel's
     * sleep to be loaded (0.1 s, once a JVM).
     */
    public void wake(int count) {
        if (Futex.ready() || Futex.awaitReady()) {
            Futex.wake(address(), count);
        }
    }

    /** A park ends at once while an interrupt is pending: it is put aside, or this would be a busy loop. */
    private void poll(int expected, long nanos) {
        long start = System.nanoTime();
        long pause = FIRST_POLL_NANOS;
        boolean interrupted = false;
        while (get() == expected) {
            long left = nanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
            LockSupport.parkNanos(this, Math.min(left, pause));
            interrupted |= Thread.interrupted();
            pause = Math.min(2 * pause, LAST_POLL_NANOS);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Found once; a race finds the same value twice. */
    long address() {
        long found = address;
        if (found == 0) {
            found = Futex.address(memory, offset);
            address = found;
        }
        return found;
    }
}

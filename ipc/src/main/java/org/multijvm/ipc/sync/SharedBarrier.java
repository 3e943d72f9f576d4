package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.wait.Slices;

/**
 * A meeting point for a fixed number of threads of several JVMs; Python's {@code multiprocessing.Barrier} (rule S10), which is
 * {@link java.util.concurrent.CyclicBarrier} between processes.
 *
 * <pre>{@code
 * SharedBarrier barrier = SharedBarrier.create(2);
 * JvmProcess.start(() -> { prepare(); barrier.await(); run(); });
 * prepareHere(); barrier.await(); runHere();
 * }</pre>
 *
 * <p>Who arrives waits until all parties have. Then all go on, each with an index of its own, and the barrier can be used
 * again. What a party wrote before is seen by all after. The one who arrives last runs the action, if there is one, while
 * the others wait.
 *
 * <p><b>It breaks</b> when a party times out, is interrupted, dies, or when the action throws, and by {@link #abort} and
 * {@link #reset}. Then it is broken for all who wait and who come: a generation passes for all of its parties or for none.
 * It stays so until {@link #reset}.
 *
 * <p><b>A process that dies</b> breaks the barrier if it was a member: if it has ever arrived and not left since. Those who
 * wait learn it within some 10 ms; nobody waits for the dead. A process leaves by the {@link #close} of its last handle and
 * by the orderly end of its JVM, unless one of its threads waits then; a JVM that is killed, crashes or halts has not left.
 * A process that never came is unknown: use a time limit if it may not come.
 *
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}. Sent to another JVM it arrives as the same barrier; the action travels with it, so that each JVM has a
 * copy. 256 processes can use it, with any number of threads. Thread-safe.
 *
 * <p>{@link #close} ends this handle. The handle of the JVM that made the barrier also ends it for those who are not attached yet.
 */
public interface SharedBarrier extends AutoCloseable, Handle {
    /**
     * A new barrier without an action.
     *
     * @param parties how many must arrive; 1 never blocks
     * @throws IllegalArgumentException if that is less than 1, or more than 2^30 - 1
     * @throws UncheckedIOException if there is no space
     */
    static SharedBarrier create(int parties) {
        return CellBarrier.make(parties, null, Long.MAX_VALUE);
    }

    /**
     * A new barrier with an action.
     *
     * @param action is run by the last to arrive, before any of them goes on
     * @throws IllegalArgumentException as {@link #create(int)}
     */
    static SharedBarrier create(int parties, SerializableRunnable action) {
        return CellBarrier.make(parties, action, Long.MAX_VALUE);
    }

    /**
     * A new barrier with a time limit for those who do not give one, as the constructor of Python's has.
     *
     * @param action is run by the last to arrive, before any of them goes on; null for none
     * @param limit how long {@link #await()} waits before it breaks the barrier
     * @throws IllegalArgumentException as {@link #create(int)}
     */
    static SharedBarrier create(int parties, @Nullable SerializableRunnable action, Duration limit) {
        return CellBarrier.make(parties, action, Slices.nanos(limit));
    }

    /**
     * Arrives, and waits until all parties have. What the action throws is thrown by the wait that ran it, as it is, checked or not.
     *
     * @return how many had arrived before: 0 for the first, {@code parties - 1} for the last
     * @throws BrokenBarrierException if it is or gets broken, also by the barrier's own time limit; the message says why
     * @throws InterruptedException if interrupted before or meanwhile, which breaks the barrier
     */
    int await() throws InterruptedException, BrokenBarrierException;

    /** As {@link #await(long, TimeUnit)}. */
    default int await(Duration limit) throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Slices.nanos(limit), TimeUnit.NANOSECONDS);
    }

    /**
     * Arrives, and waits until all parties have, at most so long; zero or less passes only as the last one. What the action
     * throws is thrown by the wait that ran it, as it is, checked or not.
     *
     * @return how many had arrived before: 0 for the first, {@code parties - 1} for the last
     * @throws TimeoutException if the time is over, which breaks the barrier for the others
     * @throws BrokenBarrierException if it is or gets broken in another way; the message says why
     * @throws InterruptedException if interrupted before or meanwhile, which breaks the barrier
     */
    int await(long time, TimeUnit unit) throws InterruptedException, BrokenBarrierException, TimeoutException;

    /**
     * Begins anew: those who wait get a {@link BrokenBarrierException}, members that have died are forgotten, and the
     * barrier is not broken any more. Does not block.
     */
    void reset();

    /** Breaks the barrier: those who wait, and all who come, get a {@link BrokenBarrierException}. Does not block. */
    void abort();

    /** How many must arrive. */
    int parties();

    /** How many have arrived and wait; 0 if it is broken. */
    int waiting();

    /** True if it is broken, or is found to be so by this look at its members, which takes some 10 us each. */
    boolean isBroken();

    /**
     * Ends this handle, and the barrier if this JVM made it. If it was the last handle here, this process is no member any
     * more, unless one of its threads waits. A second call does nothing.
     */
    @Override
    void close();

    /** What is sent in the barrier's place. */
    @Override
    Object writeReplace();
}

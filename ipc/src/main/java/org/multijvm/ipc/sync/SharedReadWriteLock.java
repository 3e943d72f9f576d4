package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.multijvm.codec.Handle;

/**
 * A lock for the threads of several JVMs that many may hold for reading at a time, or one for writing; Python has none, the semantics
 * are those of a fair {@link java.util.concurrent.locks.ReentrantReadWriteLock}.
 *
 * <p>It is fair: whoever waits is served first come, first served, by all JVMs together, neighbouring readers at once. So a reader
 * waits behind a writer that came before, and neither readers nor writers starve. {@code tryLock} fails while somebody waits.
 *
 * <p>Both sides are reentrant and belong to the thread: it must end its reading or writing as often as it began. A thread
 * that writes may also read, and go on reading after it has ended the writing. The other way is refused: {@code lock} of the
 * writing side throws IllegalMonitorStateException in a thread that only reads (it would wait for itself), {@code tryLock} is false.
 * There are no conditions, and no more than {@code int} counts of reentrance. The two sides cannot be sent to another JVM,
 * but the lock can, and arrives as the same lock. Thread-safe; up to 256 living processes use it.
 *
 * <p><b>Death.</b> When a process dies, even by SIGKILL, its threads' reading and writing ends, at the latest some 8 ms after somebody
 * waits for it (2 ms for a thread that has just begun). {@link #wasAbandoned} then tells readers and the next writer if it died writing. A
 * thread that ends while its process goes on keeps the lock.
 *
 * <p>Threads wait {@linkplain org.multijvm.ipc.sync as in all of this package}.
 *
 * <p>{@link #close} ends this handle: it locks no more, but can unlock. The handle of the JVM that made the lock also ends
 * the lock for those who are not attached yet. Close it when nobody holds it or waits.
 */
public interface SharedReadWriteLock extends ReadWriteLock, AutoCloseable, Handle {
    /**
     * A new lock, free.
     *
     * @throws UncheckedIOException if there is no space
     */
    static SharedReadWriteLock create() {
        return new CellReadWriteLock(RobustMonitor.create(CellTicket.READ_WRITE_LOCK, new ReadWriteRules()), true);
    }

    /** The side that readers share. Its {@code newCondition} is not supported. */
    @Override
    Lock readLock();

    /** The side that one writer has for itself. Its {@code newCondition} is not supported. */
    @Override
    Lock writeLock();

    /** Begins to read, for a {@code try} that ends it. */
    default LockHold holdRead() {
        readLock().lock();
        return new LockHold(readLock(), wasAbandoned());
    }

    /** Begins to write, for a {@code try} that ends it. */
    default LockHold holdWrite() {
        writeLock().lock();
        return new LockHold(writeLock(), wasAbandoned());
    }

    /**
     * True if a process died writing, and no writer has begun and ended since: what the lock guards may be half done. For those
     * who read or write; for others it may change the next instant.
     */
    boolean wasAbandoned();

    /** How many threads read, here and in other processes; those of a dead process until somebody has looked. */
    int readers();

    /** True while somebody writes, here or in another process; also while that one is dead and nobody has looked since. */
    boolean isWriteLocked();

    /** True if this thread writes. */
    boolean isWriteLockedByCurrentThread();

    /** About how many threads of all JVMs wait to read or to write. */
    int queueLength();

    /** Ends this handle, and the lock if this JVM made it; a second call does nothing. */
    @Override
    void close();

    /** What is sent in the lock's place. */
    @Override
    Object writeReplace();
}

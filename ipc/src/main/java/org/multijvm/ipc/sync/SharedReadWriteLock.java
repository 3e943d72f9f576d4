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
 * waits for it (2 ms for one who has just begun). {@link #wasAbandoned} then tells readers and the next writer if it died writing. A
 * thread that ends while its process goes on keeps the lock.
 *
 * <p>A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual thread, and any
 * thread where there is no such sleep, polls instead, up to once a millisecond. An interrupt ends an interruptible wait within some 8 ms.
 *
 * <p>{@link #close} ends this handle: it locks no more, but can unlock. The handle of the JVM that made the lock also ends
 * the lock for those who are not attached yet. Close it when nobody holds it or waits.
 */
public final class SharedReadWriteLock implements ReadWriteLock, AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient MonitorHandle handle;
    private final transient ReadLock readLock;
    private final transient WriteLock writeLock;

    SharedReadWriteLock(RobustMonitor monitor, boolean creator) {
        this.handle = new MonitorHandle(
                "lock",
                "file=" + monitor.cell().file() + ", cell=" + monitor.cell().index(),
                MonitorTicket.READ_WRITE_LOCK,
                monitor,
                creator);
        this.readLock = new ReadLock(handle);
        this.writeLock = new WriteLock(handle);
    }

    /**
     * A new lock, free.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static SharedReadWriteLock create() {
        return new SharedReadWriteLock(RobustMonitor.create(MonitorTicket.READ_WRITE_LOCK, new ReadWriteRules()), true);
    }

    /** The side that readers share. Its {@code newCondition} is not supported. */
    @Override
    public Lock readLock() {
        return readLock;
    }

    /** The side that one writer has for itself. Its {@code newCondition} is not supported. */
    @Override
    public Lock writeLock() {
        return writeLock;
    }

    /** Begins to read, for a {@code try} that ends it. */
    public LockHold holdRead() {
        readLock.lock();
        return new LockHold(readLock, wasAbandoned());
    }

    /** Begins to write, for a {@code try} that ends it. */
    public LockHold holdWrite() {
        writeLock.lock();
        return new LockHold(writeLock, wasAbandoned());
    }

    /**
     * True if a process died writing, and no writer has begun and ended since: what the lock guards may be half done. For those
     * who read or write; for others it may change the next instant.
     */
    public boolean wasAbandoned() {
        return handle.monitor().get(ReadWriteRules.ABANDONED_AT) != 0;
    }

    /** How many threads read, here and in other processes; those of a dead process until somebody has looked. */
    public int readers() {
        return (int) handle.monitor().get(ReadWriteRules.READERS_AT);
    }

    /** True while somebody writes, here or in another process; also while that one is dead and nobody has looked since. */
    public boolean isWriteLocked() {
        return handle.monitor().get(ReadWriteRules.WRITERS_AT) != 0;
    }

    /** True if this thread writes. */
    public boolean isWriteLockedByCurrentThread() {
        return ((ReadWriteRules) handle.monitor().rules()).writer == Thread.currentThread();
    }

    /** About how many threads of all JVMs wait to read or to write. */
    public int queueLength() {
        return handle.monitor().queue().length();
    }

    /** Ends this handle, and the lock if this JVM made it; a second call does nothing. */
    @Override
    public void close() {
        handle.close();
    }

    /** What is sent in the lock's place. */
    @Override
    public Object writeReplace() {
        return handle.ticket();
    }

    @Override
    public String toString() {
        RobustMonitor monitor = handle.monitor();
        return "SharedReadWriteLock(" + ((ReadWriteRules) monitor.rules()).text(monitor)
                + (wasAbandoned() ? ", abandoned by a dead writer" : "") + ")";
    }
}

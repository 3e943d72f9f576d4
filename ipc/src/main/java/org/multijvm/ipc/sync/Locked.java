package org.multijvm.ipc.sync;

import java.io.UncheckedIOException;
import java.util.Objects;
import org.multijvm.codec.Handle;

/**
 * Something shared and a lock of its own, which travel as one; what Python's {@code Array} and {@code Value} are unless
 * {@code lock=False}, and what {@code synchronized(obj, lock)} makes.
 *
 * <pre>{@code
 * var account = Locked.of(SharedArray.ofLongs(100, 0));
 * try (var hold = account.lock().hold()) {
 *     account.get().set(0, account.get().get(0) - 10);
 *     account.get().set(1, account.get().get(1) + 10);
 * }
 * }</pre>
 *
 * <p>Nothing forces anybody to take the lock: single elements have volatile and atomic forms that need none. When a holder's process
 * dies, the next one gets the lock and {@link SharedReentrantLock#wasAbandoned} tells it so. Sent to another JVM both arrive as the same
 * ones. Thread-safe.
 *
 * @param <T> the shared thing: an array, a value, a memory, a list
 */
public final class Locked<T extends Handle> implements AutoCloseable, Handle {
    private static final long serialVersionUID = 1;

    private final transient T shared;
    private final transient SharedReentrantLock lock;

    Locked(T shared, SharedReentrantLock lock) {
        this.shared = shared;
        this.lock = lock;
    }

    /**
     * A shared thing with a new lock.
     *
     * @throws UncheckedIOException if there is no space
     */
    public static <T extends Handle> Locked<T> of(T shared) {
        return new Locked<>(Objects.requireNonNull(shared, "shared"), SharedReentrantLock.create());
    }

    /** A shared thing with a lock that may be that of others, too. */
    public static <T extends Handle> Locked<T> of(T shared, SharedReentrantLock lock) {
        return new Locked<>(Objects.requireNonNull(shared, "shared"), Objects.requireNonNull(lock, "lock"));
    }

    /** The shared thing; Python's {@code get_obj}. Does not take the lock. */
    public T get() {
        return shared;
    }

    /** The lock; Python's {@code get_lock}. */
    public SharedReentrantLock lock() {
        return lock;
    }

    /** Closes both handles, when nobody holds the lock or waits for it; a second call does nothing. */
    @Override
    public void close() {
        try {
            if (shared instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // nothing that this library shares does this; something of a user's may
            throw new IllegalStateException("cannot close what is locked: shared=" + shared, e);
        } finally {
            lock.close();
        }
    }

    /** What is sent in the place of both. */
    @Override
    public Object writeReplace() {
        return new LockedTicket(shared, lock);
    }

    @Override
    public String toString() {
        return "Locked(" + shared + ", " + lock + ")";
    }
}

package org.multijvm.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;

/**
 * A single value in a manager's server; Python's {@code manager.Value()}. The methods are those of {@link java.util.concurrent.atomic.AtomicReference}, but values are compared by {@code equals}. Each is atomic for all clients. Thread-safe.
 *
 * @param <T> the value
 */
public interface RemoteValue<T extends @Nullable Object> extends Handle, AutoCloseable {
    /** The value. */
    T get();

    /** Sets the value. */
    void set(T value);

    /** Sets the value and gives the one before. */
    T getAndSet(T value);

    /** Sets the value if the one before is equal to this; whether it did. */
    boolean compareAndSet(T expected, T value);

    /** Computes a new value in this JVM, once, while others that would change it wait, and gives it. */
    T updateAndGet(UnaryOperator<T> function);

    /** As {@link #updateAndGet}, but gives the one before. */
    default T getAndUpdate(UnaryOperator<T> function) {
        List<T> before = new ArrayList<>(1);
        updateAndGet(old -> {
            before.add(old);
            return function.apply(old);
        });
        return before.get(0);
    }

    /** Lets the object go: this JVM uses it no more by this handle. A second call does nothing. */
    @Override
    void close();
}

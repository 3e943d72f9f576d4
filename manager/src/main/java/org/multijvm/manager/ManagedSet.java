package org.multijvm.manager;

import java.util.Set;
import org.multijvm.codec.Handle;

/**
 * A set in a manager's server; Python's {@code manager.set()}. Its elements are as the keys of a {@link ManagedDict}; each operation is atomic for all clients. Thread-safe.
 *
 * @param <E> the elements
 */
public interface ManagedSet<E> extends Set<E>, Handle, AutoCloseable {
    /** All elements, in the order in which they came. A copy that can be changed. */
    Set<E> copy();

    /** Lets the object go: this JVM uses it no more by this handle. A second call does nothing. */
    @Override
    void close();
}

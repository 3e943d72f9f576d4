package org.multijvm.manager;

import java.util.List;
import org.multijvm.codec.Handle;

/**
 * A list in a manager's server; Python's {@code manager.list()}. Each operation of the list itself is atomic for all clients; of an iterator and a sub list each step is. Elements may be null, and are copies, as the values of a
 * {@link ManagedDict} are. Thread-safe.
 *
 * <p>{@code sort}, {@code replaceAll}, {@code removeIf} and {@code remove(Object)} compute in this JVM, and again if somebody has changed the list meanwhile: then their functions are called again. Places
 * count from 0; there are no negative ones.
 *
 * @param <E> the elements
 */
public interface ManagedList<E> extends List<E>, Handle, AutoCloseable {
    /** Turns the order round, in the server. */
    void reverse();

    /**
     * The elements from one place up to another, which is not included; Python's slice. A copy that can be changed.
     *
     * @throws IndexOutOfBoundsException if the list has no such part
     */
    List<E> slice(int from, int to);

    /** All elements. A copy that can be changed. */
    List<E> copy();

    /** Lets the object go: this JVM uses it no more by this handle. A second call does nothing. */
    @Override
    void close();
}

package org.multijvm.manager;

import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;

/**
 * Named values in a manager's server; Python's {@code manager.Namespace()} (rule M10). A name that begins with {@code _} stays in this JVM. Values are copies, as those of a {@link ManagedDict}, and may be null. Thread-safe.
 */
public interface Namespace extends Handle, AutoCloseable {
    /**
     * The value of a name.
     *
     * @throws NoSuchElementException if there is none
     */
    @Nullable
    Object get(String name);

    /**
     * The value of a name.
     *
     * @throws NoSuchElementException if there is none
     * @throws ClassCastException if it is of another class
     */
    default <T> @Nullable T get(String name, Class<T> type) {
        return type.cast(get(name));
    }

    /** Gives a name a value. */
    void set(String name, @Nullable Object value);

    /** Whether a name has a value. */
    boolean has(String name);

    /**
     * Takes a name away.
     *
     * @throws NoSuchElementException if there is none
     */
    void delete(String name);

    /** All names but those that begin with {@code _}, sorted. A copy. */
    Set<String> names();

    /** Lets the object go: this JVM uses it no more by this handle. A second call does nothing. */
    @Override
    void close();
}

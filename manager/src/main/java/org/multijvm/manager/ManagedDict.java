package org.multijvm.manager;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;

/**
 * A map in a manager's server; Python's {@code manager.dict()} (rules M6 to M9, M14), in the order in which its keys came. Each operation is atomic for all clients; {@code putAll}, {@link #getAll}, {@link #copy} and iteration are many of them. Thread-safe.
 *
 * <p><b>Keys</b> are compared in the server. Strings, boxed numbers, enums, big numbers, times and UUIDs, and records, lists, sets, maps and optionals of these, are compared by bytes, and the server needs no class
 * of them. Other keys it must make and ask for {@code equals}: so their classes must be on its class path, and allowed. Neither keys nor values are null.
 *
 * <p><b>Values</b> are copies: what {@link #get} gives does not change the map. Lists, sets and maps among them are therefore unmodifiable, so that a change that would be lost throws
 * {@link UnsupportedOperationException}: put the changed value back, or nest {@code manager.list()} or {@code manager.dict()}, which arrive as the same live object.
 *
 * <p><b>Iteration</b> fetches entries in blocks and sees the map as it is meanwhile, as that of a {@code ConcurrentHashMap}; it never throws {@code ConcurrentModificationException}.
 *
 * <p>No operation ends by an interrupt; it stays pending. All throw {@link ManagerGoneException} when the server has gone.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public interface ManagedDict<K, V> extends ConcurrentMap<K, V>, Handle, AutoCloseable {
    /** The values of some keys, in one call: those that are there, in the order of the keys. A copy. */
    Map<K, V> getAll(Collection<? extends K> keys);

    /** All entries, in blocks. A copy, in order. */
    Map<K, V> copy();

    /**
     * As {@link #compute(Object, BiFunction)}; where the server runs functions and this one can travel, it runs there, next to the value, in one call. Others that would change the value wait until it has ended.
     */
    @Nullable
    V compute(K key, TravellingBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function);

    /**
     * Computes a value atomically: the function runs in this JVM, once, while others that would change the value wait. When this JVM dies meanwhile the value stays as it was.
     *
     * @throws IllegalStateException if the function changes the same key
     */
    @Override
    @Nullable
    V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function);

    /** As {@link #merge(Object, Object, BiFunction)}, there if it can be, as {@link #compute(Object, TravellingBiFunction)}. */
    @Nullable
    V merge(K key, V value, TravellingBiFunction<? super V, ? super V, ? extends @Nullable V> function);

    @Override
    @Nullable
    V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function);

    /** Lets the object go: this JVM uses it no more by this handle. A second call does nothing. */
    @Override
    void close();
}

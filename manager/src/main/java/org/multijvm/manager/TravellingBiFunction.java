package org.multijvm.manager;

import java.io.Serializable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A function that a manager's server can run, next to the value: a lambda given to {@link ManagedDict#compute} or {@link ManagedDict#merge} becomes one by itself.
 *
 * @param <T> the first argument
 * @param <U> the second argument
 * @param <R> the result
 */
@FunctionalInterface
public interface TravellingBiFunction<T, U, R extends @Nullable Object> extends BiFunction<T, U, R>, Serializable {}

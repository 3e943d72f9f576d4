package org.multijvm.pool.task;

import java.io.Serializable;

/**
 * Work without a result for a {@link org.multijvm.pool.ProcessPoolExecutor}: a {@link Runnable} that can run in another JVM.
 *
 * <p>A lambda given to an executor becomes one by itself, since this is the most specific type that it fits. It is a type of its
 * own beside {@link org.multijvm.codec.SerializableRunnable}, which may throw checked exceptions and so is no {@code Runnable}.
 */
@FunctionalInterface
public interface SerializableTask extends Runnable, Serializable {}

package org.multijvm.codec;

import java.io.Serializable;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work with a result that can be done in another JVM.
 *
 * <p>Lambdas and method references of this type are serializable, with the values they capture.
 */
@FunctionalInterface
public interface SerializableCallable<V extends @Nullable Object> extends Callable<V>, Serializable {
    /**
     * Does the work.
     *
     * @throws Exception whatever the function throws; it reaches the caller with the same type
     */
    @Override
    V call() throws Exception;
}

package org.multijvm.codec;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Work on one argument, without a result, that can be done in another JVM.
 *
 * <p>Lambdas and method references of this type are serializable, with the values they capture.
 */
@FunctionalInterface
public interface SerializableConsumer<T extends @Nullable Object> extends Serializable {
    /**
     * Does the work.
     *
     * @throws Exception whatever the function throws; it reaches the caller with the same type
     */
    void accept(T value) throws Exception;
}

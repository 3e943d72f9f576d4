package org.multijvm.codec;

import java.io.Serializable;

/**
 * A function of one argument that can be applied in another JVM.
 *
 * <p>Lambdas and method references of this type are serializable, with the values they capture.
 */
@FunctionalInterface
public interface SerializableFunction<T, R> extends Serializable {
    /**
     * Applies the function.
     *
     * @throws Exception whatever the function throws; it reaches the caller with the same type
     */
    R apply(T value) throws Exception;
}

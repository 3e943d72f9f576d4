package org.multijvm.codec;

import java.io.Serializable;

/**
 * A function from one {@code int} to another that can be applied in another JVM, without boxes.
 *
 * <p>Lambdas and method references of this type are serializable, with the values they capture.
 */
@FunctionalInterface
public interface SerializableIntUnaryOperator extends Serializable {
    /**
     * Applies the function.
     *
     * @throws Exception whatever the function throws; it reaches the caller with the same type
     */
    int applyAsInt(int value) throws Exception;
}

package org.multijvm.codec;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A source of values that can be asked in another JVM.
 *
 * <p>Lambdas and method references of this type are serializable, with the values they capture.
 */
@FunctionalInterface
public interface SerializableSupplier<T extends @Nullable Object> extends Serializable {
    /**
     * Gives a value.
     *
     * @throws Exception whatever the function throws; it reaches the caller with the same type
     */
    T get() throws Exception;
}

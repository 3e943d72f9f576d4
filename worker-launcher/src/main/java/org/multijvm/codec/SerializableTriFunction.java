package org.multijvm.codec;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of three arguments that can be applied in another JVM.
 *
 * <p>Lambdas and method references of this type are serializable, with the values they capture.
 */
@FunctionalInterface
public interface SerializableTriFunction<
                T extends @Nullable Object,
                U extends @Nullable Object,
                V extends @Nullable Object,
                R extends @Nullable Object>
        extends Serializable {
    /**
     * Applies the function.
     *
     * @throws Exception whatever the function throws; it reaches the caller with the same type
     */
    R apply(T first, U second, V third) throws Exception;
}

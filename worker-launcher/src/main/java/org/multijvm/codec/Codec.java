package org.multijvm.codec;

import java.io.IOException;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How values that the tagged binary form does not know travel.
 *
 * <p>Implementations must be thread-safe. A codec reaches the worker by Java serialization, so that its class must be on the
 * worker's class path too.
 */
public interface Codec extends Serializable {
    /**
     * Turns a value into bytes.
     *
     * @throws IOException if the value cannot travel; a {@link java.io.NotSerializableException} whose message is a class name lets
     *     the caller name the path of fields to it
     */
    byte[] encode(@Nullable Object value) throws IOException;

    /**
     * Makes the value again.
     *
     * @param loader finds the classes
     * @throws IOException if the bytes are damaged or refused
     * @throws ClassNotFoundException if a class is missing
     */
    @Nullable
    Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException;

    /** Java serialization without a filter of its own: the filter of the JVM, if any, holds. */
    static Codec java() {
        return new JavaCodec(null);
    }

    /**
     * Java serialization with a filter.
     *
     * @param filterPattern in the form of {@link java.io.ObjectInputFilter.Config#createFilter}; a string, so that it can travel
     * @throws IllegalArgumentException if the pattern is not valid
     */
    static Codec java(String filterPattern) {
        return JavaCodec.filtered(filterPattern);
    }
}

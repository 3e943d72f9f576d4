package org.multijvm.codec;

import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.util.Optional;
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

    /**
     * What may be made of bytes whose writer is not trusted; empty, which is the default, if everything may. A {@link ValueReader} asks it for
     * the tagged form. What {@link #decode} makes is for the codec itself to check.
     */
    default Optional<ObjectInputFilter> filter() {
        return Optional.empty();
    }

    /** Java serialization without a filter of its own: the filter of the JVM, if any, holds. */
    static Codec java() {
        return new JavaCodec(null);
    }

    /**
     * Java serialization with a filter, for that alone: the tagged form is read as between JVMs that trust one another. See
     * {@link #filtered(String)} for peers that are not trusted.
     *
     * @param filterPattern in the form of {@link java.io.ObjectInputFilter.Config#createFilter}; a string, so that it can travel
     * @throws IllegalArgumentException if the pattern is not valid
     */
    static Codec java(String filterPattern) {
        return JavaCodec.filtered(filterPattern);
    }

    /**
     * As {@link #filtered(ObjectInputFilter)}, with a filter that can travel.
     *
     * @param filterPattern in the form of {@link java.io.ObjectInputFilter.Config#createFilter}, such as {@code
     *     "com.example.orders.*;maxarray=100000;maxdepth=20;maxrefs=1000000;maxbytes=10000000"}
     * @throws IllegalArgumentException if the pattern is not valid
     */
    static Codec filtered(String filterPattern) {
        return new FilteredCodec(filterPattern);
    }

    /**
     * Java serialization of bytes from peers that are not trusted. The filter is asked for the tagged form and for Java serialization:
     *
     * <ul>
     *   <li>A class that it leaves undecided is refused, unless it is plain data of the JDK: primitives and their boxes, strings, big numbers, times,
     *       and in the tagged form lists, sets, maps and optionals. So write {@code com.example.*} and no {@code !*}, which would refuse lists
     *       too. Null, boxed primitives and strings are not asked for by class.
     *   <li>What is dangerous as such needs two classes that are allowed, its own and one for its kind: {@link Ticket} for handles, which map
     *       files that the peer names (in Java serialization the class of the handle has to be allowed too); {@link java.lang.invoke.SerializedLambda} for functions of each kind. {@code *} allows all of it. A
     *       proxy of Java serialization must be allowed by its class and its interfaces.
     *   <li>Each length is asked for before anything is allocated, and never believed beyond the bytes that are there. The length of a string, list,
     *       set or map is asked for as that of a {@code char[]}; that of a string inside of Java serialization is limited by the bytes alone.
     *       References are all objects, nulls included. Bytes and references count from the beginning of a value, or of a stream of Java
     *       serialization.
     *   <li>Without any limit in the filter a value takes at most about a hundred times the memory of its bytes, and 500 levels.
     * </ul>
     *
     * <p>A refusal is a {@link DecodingException} that names the class, or the number and its value. The code of a class that is allowed runs
     * as usual: its constructor, {@code readObject}, {@code hashCode}. Time is not limited, for instance by keys with the same hash code, unless
     * lengths are.
     *
     * @param filter thread-safe; the codec travels only if the filter is serializable
     */
    static Codec filtered(ObjectInputFilter filter) {
        return new FilteredCodec(java.util.Objects.requireNonNull(filter, "filter"));
    }
}

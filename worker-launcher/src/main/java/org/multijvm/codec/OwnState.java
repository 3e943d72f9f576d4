package org.multijvm.codec;

import java.io.Serializable;

/**
 * A function class that writes and reads its state itself: made by its constructor without parameters, which must be open to us, and then told
 * to read.
 *
 * <p>For what is on the path of every start. A record says the same in fewer lines; but from JDK 18 on the first call of a constructor with
 * parameters by reflection makes classes for it at run time, which costs a young JVM some 30 ms, and one without parameters 2 ms. A
 * function that is part of another value travels as any other object of its class.
 */
public interface OwnState extends Serializable {
    /**
     * Writes the state.
     *
     * @throws EncodingException if it cannot travel
     */
    void writeState(ValueWriter out);

    /**
     * Reads what {@link #writeState} wrote, before anything else is done with the function.
     *
     * @throws DecodingException if the bytes are damaged, or a class is missing
     */
    void readState(ValueReader in);
}

package org.multijvm.codec;

import java.io.Serializable;

/**
 * Something that travels as a small record and becomes itself again at the other side, in tagged binary as well as by Java
 * serialization. What shares memory between JVMs is a handle: the memory stays, its name travels.
 */
public interface Handle extends Serializable {
    /** What travels: a record that implements {@link Ticket}. */
    Object writeReplace();
}

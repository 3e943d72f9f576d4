package org.multijvm.codec;

import java.io.ObjectStreamException;
import java.io.Serializable;

/** What a {@link Handle} travels as. Implemented by records whose components can travel. */
public interface Ticket extends Serializable {
    /**
     * Becomes the handle again.
     *
     * @throws ObjectStreamException if what the ticket stands for is gone
     */
    Object readResolve() throws ObjectStreamException;
}

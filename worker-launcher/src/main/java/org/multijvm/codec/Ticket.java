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

    /**
     * Tells the ticket, where it was written, that this process alone can read it, if anybody will. Before the process gets its bytes.
     *
     * @param startTime of the process, as {@link org.multijvm.launcher.ProcessIdentity} has it
     */
    default void boundFor(long pid, long startTime) {}

    /** Tells the ticket, where it was written, that nobody will read it any more; nothing if it was read already. */
    default void lost() {}
}

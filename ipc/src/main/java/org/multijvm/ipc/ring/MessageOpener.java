package org.multijvm.ipc.ring;

import org.jspecify.annotations.Nullable;

/** Makes of what lies in a {@link ManyToManyRing} what its reader gets. */
@FunctionalInterface
public interface MessageOpener {
    /** Messages are what lies in the ring. */
    MessageOpener PLAIN = (message, remove) -> message;

    /**
     * Called under the reading lock, before the message counts as taken: a process that dies in here has not taken it.
     *
     * @param message as it lies in the ring
     * @param remove false if the message is only looked at
     * @return the message, or null if there is none any more and it is to be passed over
     */
    @Nullable
    Message open(Message message, boolean remove);
}

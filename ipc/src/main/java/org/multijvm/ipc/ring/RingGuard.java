package org.multijvm.ipc.ring;

import java.io.IOException;

/** What a thread at a {@link ManyToManyRing} looks at, so that it neither waits in vain nor acts for one who may not. */
@FunctionalInterface
public interface RingGuard {
    /**
     * Tells whether it is over: nothing will come any more, or nobody is left to send to.
     *
     * @param thoroughly also look whether processes live, which costs some 10 us each; else only into shared memory
     * @throws IOException if this thread's own handle is closed
     */
    boolean isOver(boolean thoroughly) throws IOException;
}

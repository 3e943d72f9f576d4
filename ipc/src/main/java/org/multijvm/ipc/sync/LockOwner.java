package org.multijvm.ipc.sync;

import java.util.Optional;
import org.multijvm.launcher.ProcessIdentity;

/** Tells whether the process that owns a lock still runs. */
final class LockOwner {
    private LockOwner() {}

    /**
     * True only if the owner is certainly gone; a zombie is. Costs about 10 us.
     *
     * <p>Whoever is out of file descriptors can read nobody's state. To take a lock from the living for that reason would be the
     * worst of errors: so the answer counts only if we could read our own right before and right after.
     */
    static boolean isDead(long state) {
        Optional<ProcessIdentity> found = ProcessIdentity.of(LockLayout.pid(state));
        if (found.isPresent()) {
            return LockLayout.state(found.get()) != LockLayout.owner(state);
        }
        ProcessIdentity self = ProcessIdentity.current();
        return self.isAlive() && ProcessIdentity.of(LockLayout.pid(state)).isEmpty() && self.isAlive();
    }
}

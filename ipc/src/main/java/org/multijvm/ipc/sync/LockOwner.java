package org.multijvm.ipc.sync;

/** Tells whether the process that owns a lock still runs. */
final class LockOwner {
    private LockOwner() {}

    /** True only if the owner is certainly gone, see {@link ProcessKey#isDead}. */
    static boolean isDead(long state) {
        return ProcessKey.isDead(state);
    }
}

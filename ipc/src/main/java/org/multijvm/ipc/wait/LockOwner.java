package org.multijvm.ipc.wait;

/** Tells whether the process that owns a lock still runs. */
public final class LockOwner {
    private LockOwner() {}

    /** True only if the owner is certainly gone, see {@link ProcessKey#isDead}. */
    public static boolean isDead(long state) {
        return ProcessKey.isDead(state);
    }
}

package org.multijvm.ipc.sync;

import org.jetbrains.lincheck.datastructures.Operation;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.LockLayout;

/** A lock's core, which any thread may release; made anew for each run, in the same cell. */
public class LinearizableLock {
    private static final LockCore CORE = LockCore.of(SharedCell.create(LockLayout.LOCK));

    public static void main(String[] args) {
        Linearizability.check(args, LinearizableLock.class, Sequential.class, false);
    }

    public LinearizableLock() {
        while (!CORE.word().isFree()) {
            CORE.word().move(CORE.word().state(), 0);
        }
    }

    @Operation
    public boolean tryAcquire() {
        return CORE.tryAcquireOrRecover();
    }

    @Operation
    public boolean release() {
        try {
            CORE.release();
            return true;
        } catch (IllegalMonitorStateException free) {
            return false;
        }
    }

    @Operation
    public boolean isLocked() {
        return CORE.isLocked();
    }

    /** The same, one call after the other. */
    public static class Sequential {
        private boolean locked;

        public Sequential() {}

        public boolean tryAcquire() {
            boolean free = !locked;
            locked = true;
            return free;
        }

        public boolean release() {
            boolean was = locked;
            locked = false;
            return was;
        }

        public boolean isLocked() {
            return locked;
        }
    }
}

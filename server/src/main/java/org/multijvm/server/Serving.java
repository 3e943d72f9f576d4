package org.multijvm.server;

import org.jspecify.annotations.Nullable;

/** A client and the thread that serves it. */
final class Serving {
    final Guest guest;
    final long since = System.nanoTime();

    /** Set before the thread starts. */
    volatile @Nullable Thread thread;

    /** When it was cut off because of its limit, as {@link System#nanoTime}. Confined to the watch. */
    long cutAt;

    /** True once its handler runs on though it was cut off and had time to end. Written by the watch. */
    volatile boolean isStuck;

    Serving(Guest guest) {
        this.guest = guest;
    }

    void interrupt() {
        Thread serves = thread;
        if (serves != null) {
            serves.interrupt();
        }
    }
}

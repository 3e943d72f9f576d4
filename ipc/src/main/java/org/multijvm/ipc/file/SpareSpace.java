package org.multijvm.ipc.file;

import java.util.ArrayList;
import java.util.List;

/**
 * What this JVM keeps of shared memory though nobody uses it at the moment, so that the next thing is made quickly. It is given back before
 * anybody is refused for want of space. Thread-safe.
 */
public final class SpareSpace {
    private static final List<Runnable> KEEPERS = new ArrayList<>();

    private SpareSpace() {}

    /** Adds a keeper: what it runs gives back what is kept; called in any thread. */
    public static void add(Runnable keeper) {
        synchronized (KEEPERS) {
            KEEPERS.add(keeper);
        }
    }

    /** It keeps nothing any more. */
    public static void remove(Runnable keeper) {
        synchronized (KEEPERS) {
            KEEPERS.remove(keeper);
        }
    }

    /** Gives all of it back. */
    public static void giveBack() {
        List<Runnable> keepers;
        synchronized (KEEPERS) {
            keepers = List.copyOf(KEEPERS);
        }
        for (Runnable keeper : keepers) {
            keeper.run();
        }
    }
}

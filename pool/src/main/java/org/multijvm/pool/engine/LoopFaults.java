package org.multijvm.pool.engine;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where tests let the loops of a pool's threads fail: each asks here once a round, which costs one look at a field. */
public final class LoopFaults {
    private static volatile @Nullable Consumer<String> injected;

    private LoopFaults() {}

    /** For tests: is given the name of each thread at the beginning of each of its rounds, and may throw anything; null ends that. */
    public static void inject(@Nullable Consumer<String> faults) {
        injected = faults;
    }

    /** By a loop. */
    public static void at(String thread) {
        Consumer<String> faults = injected;
        if (faults != null) {
            faults.accept(thread);
        }
    }
}

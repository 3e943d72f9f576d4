package org.multijvm.pool.jvm;

import org.multijvm.ipc.wait.AdaptiveSpin;

/**
 * How long a thread spins that waits for answers, learnt for two kinds of waits apart: while a processor is idle, and while each has a worker at work. In the second kind a spin takes from a worker
 * what the waiting gains, so it is only tried for answers that come at once. Confined to those with the collector's role.
 */
final class Spins {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final long LONGEST_NANOS = 50_000;
    private static final long LONGEST_IF_CROWDED_NANOS = 5_000;

    private final AdaptiveSpin roomy = new AdaptiveSpin(LONGEST_NANOS);
    private final AdaptiveSpin crowded = new AdaptiveSpin(LONGEST_IF_CROWDED_NANOS);

    /** @param atWork how many workers have tasks */
    AdaptiveSpin now(int atWork) {
        return isCrowded(atWork) ? crowded : roomy;
    }

    /** Whether each processor has a worker at work, as far as this pool can know. */
    static boolean isCrowded(int atWork) {
        return atWork >= PROCESSORS;
    }
}

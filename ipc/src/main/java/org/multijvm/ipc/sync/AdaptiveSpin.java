package org.multijvm.ipc.sync;

/**
 * How long to spin before going to sleep, learnt from how often spinning has paid off.
 *
 * <p>A round trip takes 0.3 us if both sides spin on cores of their own, 50 us if one must be woken on an idle core, and
 * spinning is pure loss if both share a core. So the time grows when what was waited for came while spinning, shrinks when it
 * did not, is never longer than about the cost of a wake-up, and zero on one processor; now and then a long spin is tried, to
 * notice that times have changed. Confined to one thread.
 *
 * <pre>{@code
 * spin.begin();
 * while (!ready() && spin.goOn()) {}
 * spin.end(ready());
 * }</pre>
 */
public final class AdaptiveSpin {
    private static final boolean ONE_PROCESSOR = Runtime.getRuntime().availableProcessors() == 1;
    private static final long SHORTEST_NANOS = 1_000;
    private static final int PROBE_EVERY = 64;
    private static final int CHECKS_A_LOOK = 16;

    private final long longestNanos;
    private long budgetNanos;
    private long start;
    private int checks;
    private int rounds;

    /**
     * @param longestNanos the longest time ever spun
     */
    public AdaptiveSpin(long longestNanos) {
        this.longestNanos = ONE_PROCESSOR ? 0 : longestNanos;
        this.budgetNanos = this.longestNanos;
    }

    /** Starts one wait. */
    public void begin() {
        checks = 0;
        start = 0;
        if (++rounds % PROBE_EVERY == 0) {
            budgetNanos = longestNanos;
        }
    }

    /** Pauses for a moment; false once spinning has lasted long enough and it is time to sleep. */
    public boolean goOn() {
        if (budgetNanos == 0) {
            return false;
        }
        Thread.onSpinWait();
        if (++checks % CHECKS_A_LOOK != 0) {
            return true;
        }
        long now = System.nanoTime();
        if (start == 0) {
            start = now;
            return true;
        }
        return now - start < budgetNanos;
    }

    /** Ends the wait and learns from it. */
    public void end(boolean paid) {
        if (paid) {
            budgetNanos = Math.min(longestNanos, 2 * budgetNanos);
        } else {
            budgetNanos = Math.min(longestNanos, Math.max(SHORTEST_NANOS, budgetNanos / 2));
        }
    }
}

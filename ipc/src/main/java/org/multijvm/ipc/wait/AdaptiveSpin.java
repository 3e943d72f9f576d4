package org.multijvm.ipc.wait;

/**
 * How long to spin before going to sleep, learnt from what waits have taken.
 *
 * <p>A round trip takes 0.3 us if both sides spin on cores of their own, 50 us if one must be woken on an idle core, and
 * spinning is pure loss if both share a core. So the time doubles when what was waited for came while spinning, halves when it did
 * not, is never longer than about the cost of a wake-up, and zero on one processor.
 *
 * <p><b>Trials.</b> That alone would stay asleep for good: two sides that both spin for a moment only have to wake each other each time,
 * and what takes 50 us for that reason never comes within the moment. So now and then the longest time is tried. How soon depends on
 * what the wait had taken in all when the sleeper tells ({@link #came}):
 * <ul>
 * <li>More than the longest spin: spinning could not have paid, there is nothing to try. (One wait in {@value #RAREST_TRIAL} is one all
 *     the same, to notice that times have changed; those who do not tell have only these.)
 * <li>Less: spinning might have paid, and the next wait tries it. If that pays, both sides are awake from here on, and trials stay
 *     frequent. If it does not, though sleeping had been quick, the other side did not run while this one spun: they share a core. Each such
 *     failure doubles the number of waits until the next trial, up to {@value #RAREST_AFTER_FAILURES}, and after some of them there is no
 *     spinning at all between trials. So where a core is shared for good less than 1 us a wait is lost, and where it was shared for a moment
 *     a few waits, at worst some milliseconds, bring the spinning back.
 * </ul>
 * After a trial that failed the time is what it was before.
 *
 * <p>Confined to one thread.
 *
 * <pre>{@code
 * spin.begin();
 * while (!ready() && spin.goOn()) {}
 * spin.end(ready());
 * // after a sleep that ended with what was waited for:
 * spin.came();
 * }</pre>
 */
public final class AdaptiveSpin {
    private static final boolean ONE_PROCESSOR = Runtime.getRuntime().availableProcessors() == 1;
    private static final long SHORTEST_NANOS = 1_000;
    private static final int RAREST_TRIAL = 64;
    private static final int RAREST_AFTER_FAILURES = 256;

    /** From so many waits between trials on nothing is left to hope for in between. */
    private static final int NO_HOPE = 8;

    private static final int CHECKS_A_LOOK = 16;

    private final long longestNanos;
    private long budgetNanos;
    private long start;
    private int checks;

    /** Waits since the last trial, and how many there must be until the next; what the budget was before the trial, -1 if there is none. */
    private int sinceTrial;

    private int trialEvery = 1;
    private long beforeTrial = -1;
    private boolean triedInHope;

    /** The last wait was short, by sleep. */
    private boolean hopeful;

    /**
     * @param longestNanos the longest time ever spun
     */
    public AdaptiveSpin(long longestNanos) {
        this.longestNanos = ONE_PROCESSOR ? 0 : longestNanos;
        this.budgetNanos = this.longestNanos;
    }

    /** One for the current thread, which never spins if it is a virtual one: others want its carrier. */
    public static AdaptiveSpin ofThisThread(long longestNanos) {
        return new AdaptiveSpin(VirtualThreads.isCurrent() ? 0 : longestNanos);
    }

    /** Starts one wait. */
    public void begin() {
        checks = 0;
        start = 0;
    }

    /** Pauses for a moment; false once spinning has lasted long enough and it is time to sleep. */
    public boolean goOn() {
        if (longestNanos == 0) {
            return false;
        }
        if (checks == 0) {
            tryIfItIsTime();
            if (budgetNanos == 0) {
                checks = 1;
                start = System.nanoTime();
                return false;
            }
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

    private void tryIfItIsTime() {
        sinceTrial++;
        if (sinceTrial >= (hopeful ? trialEvery : RAREST_TRIAL) && budgetNanos < longestNanos) {
            beforeTrial = budgetNanos;
            budgetNanos = longestNanos;
            sinceTrial = 0;
            triedInHope = hopeful;
        }
        hopeful = false;
    }

    /** Ends the spinning and learns from it; nothing if there was none, because what was waited for was there already. */
    public void end(boolean paid) {
        if (checks == 0) {
            return;
        }
        if (paid) {
            budgetNanos = Math.min(longestNanos, 2 * budgetNanos);
            trialEvery = 1;
        } else if (beforeTrial >= 0) {
            budgetNanos = beforeTrial;
            trialEvery = !triedInHope ? trialEvery : Math.min(RAREST_AFTER_FAILURES, 2 * trialEvery);
        } else if (budgetNanos > SHORTEST_NANOS || trialEvery >= NO_HOPE) {
            budgetNanos = budgetNanos > SHORTEST_NANOS ? Math.max(SHORTEST_NANOS, budgetNanos / 2) : 0;
        }
        beforeTrial = -1;
    }

    /** Tells that what was waited for has come after {@link #end}, while this thread slept, and learns from how soon it did. */
    public void came() {
        hopeful = start != 0 && System.nanoTime() - start < longestNanos;
    }

    /** How long the current wait spins, or the next one if it is no trial. */
    long budgetNanos() {
        return budgetNanos;
    }
}

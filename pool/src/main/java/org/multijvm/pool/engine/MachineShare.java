package org.multijvm.pool.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.multijvm.launcher.flags.InheritedFlags;

/**
 * What part of the machine, or of the container, each worker may take, by all pools of this JVM together.
 *
 * <p>A JVM by itself takes a quarter of the memory and all processors, and ten of them take too much. So three quarters of the
 * memory are shared by all workers (never more than a JVM's own quarter for one), and the processors too, but at least two for
 * each, since with one the JVM changes its nature.
 *
 * <p>Where this JVM was told what its own heap may have ({@code -Xmx}), the workers share what that leaves, though no less than a tenth of all, and none has more
 * than this JVM. A JVM takes a share that is smaller than some 125 MB for that. Thread-safe.
 */
public final class MachineShare {
    private static final int MEMORY_PERCENT = 75;
    private static final int LEAST_MEMORY_PERCENT = 10;
    private static final int ALL_PERCENT = 100;
    private static final int JVM_DEFAULT_PERCENT = 25;
    private static final int FEWEST_PROCESSORS = 2;
    private static int workersOfAllPools;

    private MachineShare() {}

    /** Counts the workers of a new pool. */
    public static synchronized void join(int workers) {
        workersOfAllPools += workers;
    }

    /** Takes them back. */
    public static synchronized void leave(int workers) {
        workersOfAllPools -= workers;
    }

    /** The JVM arguments of a worker that starts now. */
    public static List<String> arguments() {
        return arguments(workers(), Runtime.getRuntime().availableProcessors(), InheritedFlags.heapPercent());
    }

    /**
     * The same, if this JVM has this many processors.
     *
     * @param own what part of the memory the parent's heap may have, if it was told
     */
    public static List<String> arguments(int workers, int processors, OptionalDouble own) {
        List<String> arguments = new ArrayList<>();
        double memory = MEMORY_PERCENT;
        if (own.isPresent()) {
            memory = Math.max(LEAST_MEMORY_PERCENT, Math.min(memory, ALL_PERCENT - own.getAsDouble()));
        }
        double percent = Math.min(memory / workers, own.orElse(JVM_DEFAULT_PERCENT));
        if (own.isPresent() || percent < JVM_DEFAULT_PERCENT) {
            arguments.add("-XX:MaxRAMPercentage=" + Math.round(percent * 1000) / 1000.0);
        }
        int share = Math.max(FEWEST_PROCESSORS, processors / workers);
        if (share < processors) {
            arguments.add("-XX:ActiveProcessorCount=" + share);
        }
        return arguments;
    }

    private static synchronized int workers() {
        return Math.max(1, workersOfAllPools);
    }
}

package org.multijvm.pool;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.JvmOptions;

/**
 * The pool of {@link Pool#shared}, one a JVM.
 *
 * <p>Its workers have shared pools of their own. So that a function which by mistake sends itself to the shared pool does not fill
 * the machine with JVMs, each worker is told by a system property how deep it is, which its own workers inherit.
 */
final class SharedPool {
    /** How many shared pools this JVM is the worker of the worker of; a property since it must be known before anything is asked. */
    static final String DEPTH = "multijvm.shared.depth";

    static final int DEEPEST = 3;

    private static @Nullable TaskPool pool;

    private SharedPool() {}

    /** The pool, started now if there is none, or if the one there was is broken. */
    static synchronized Pool get() {
        TaskPool current = pool;
        if (current == null || current.engine().isClosed()) {
            current = start();
            pool = current;
        }
        return current;
    }

    /** Ends it, as nothing but the end of the JVM does otherwise; for tests, which must leave nothing. */
    static synchronized void end() throws InterruptedException {
        TaskPool current = pool;
        pool = null;
        if (current != null) {
            current.engine().terminate();
            current.engine().awaitEnd(Duration.ofNanos(Long.MAX_VALUE));
        }
    }

    private static TaskPool start() {
        int depth = Integer.getInteger(DEPTH, 0);
        if (depth >= DEEPEST) {
            throw new IllegalStateException(
                    "too many shared pools inside one another, does a task start itself?: depth=" + depth + ", limit="
                            + DEEPEST);
        }
        JvmOptions jvm = JvmOptions.builder()
                .systemProperty(DEPTH, Integer.toString(depth + 1))
                .build();
        return Pool.builder().name("shared").jvm(jvm).startShared();
    }
}

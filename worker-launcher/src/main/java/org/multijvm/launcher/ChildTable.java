package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The children of this JVM that run, and the wait for them when it ends (rule P7): for those that are no daemons, unless a signal ends
 * this JVM. Thread-safe.
 */
final class ChildTable {
    private static final long POLL_MILLIS = 50;

    private static final Set<JvmProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private ChildTable() {}

    /** The place in the tree of the next child: {@code 1}, or {@code 1:2} in a child (rule P1). */
    static String nextNumber() {
        StartupData self = StartupData.current();
        int number = NUMBERS.incrementAndGet();
        return self == null ? Integer.toString(number) : self.number() + ":" + number;
    }

    static void add(JvmProcess process) {
        RUNNING.add(process);
        @SuppressWarnings("unused") // an exit is never an error
        Object removal = process.onExit().thenRun(() -> RUNNING.remove(process));
    }

    /** The children that run, in the order of their start. */
    static List<JvmProcess> active() {
        List<JvmProcess> active = new ArrayList<>(RUNNING);
        active.removeIf(process -> process.jvm().exit().isDone());
        active.sort(Comparator.comparingLong(JvmProcess::sequence));
        return List.copyOf(active);
    }

    /**
     * Returns when no child is left for which this JVM must wait; at once where a signal ends it, or the end of its parent. Called by the
     * shutdown hook. No child is ended here: the user's hooks may have use for it, and it ends with this JVM.
     */
    static void awaitOthers() {
        try {
            for (JvmProcess child = other(); child != null && !isEndedFromOutside(); child = other()) {
                ended(child, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
            }
        } catch (InterruptedException impatient) {
            // nobody interrupts a hook in earnest; with this JVM its children end
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isEndedFromOutside() {
        return EndingSignal.any() || ChildWatch.isOrphaned();
    }

    /** A child that runs and is no daemon; null if there is none. */
    private static @Nullable JvmProcess other() {
        for (JvmProcess child : active()) {
            if (!child.daemon()) {
                return child;
            }
        }
        return null;
    }

    private static boolean ended(JvmProcess child, long nanos) throws InterruptedException {
        try {
            child.jvm().exit().get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (java.util.concurrent.ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

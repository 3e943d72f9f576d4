package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The children of this JVM that run, and what becomes of them when it ends (rule P7): daemon children are terminated, the others are
 * waited for; where the JVM ends because of a signal all are terminated at once. Thread-safe.
 */
final class ChildTable {
    /** How long a terminated child may take for its own shutdown hooks before it is killed. */
    private static final long GRACE_MILLIS = 3_000;

    private static final long POLL_MILLIS = 50;

    private static final Set<JvmProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    /** Set when the JVM ends; what is started later is killed at once. */
    private static volatile boolean ending;

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
        if (ending) {
            process.kill();
        }
    }

    /** The children that run, in the order of their start. */
    static List<JvmProcess> active() {
        List<JvmProcess> active = new ArrayList<>(RUNNING);
        active.removeIf(process -> process.jvm().exit().isDone());
        active.sort(Comparator.comparingLong(JvmProcess::sequence));
        return List.copyOf(active);
    }

    /** Called by the shutdown hook. Returns when no child is left. */
    static void end() {
        ending = true;
        SparePool.shared().end();
        ArchiveCache.end();
        try {
            List<JvmProcess> children = active();
            boolean all = EndingSignal.any();
            for (JvmProcess child : children) {
                if (all || child.daemon()) {
                    child.jvm().terminate();
                }
            }
            for (JvmProcess child : children) {
                if (!all && !child.daemon()) {
                    all = joinUntilSignal(child);
                    if (all) {
                        children.forEach(running -> running.jvm().terminate());
                    }
                }
            }
            endTerminated(children);
        } catch (InterruptedException impatient) {
            // nobody interrupts a hook in earnest; with this JVM its children lose their standard input and end
            Thread.currentThread().interrupt();
        }
    }

    private static void endTerminated(List<JvmProcess> children) throws InterruptedException {
        long start = System.nanoTime();
        for (JvmProcess child : children) {
            long left = TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS) - (System.nanoTime() - start);
            if (!ended(child, left)) {
                child.jvm().kill();
                ended(child, TimeUnit.MILLISECONDS.toNanos(GRACE_MILLIS));
            }
        }
    }

    /** Waits for a child that is not a daemon; true if a signal came while waiting. */
    private static boolean joinUntilSignal(JvmProcess child) throws InterruptedException {
        while (!ended(child, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS))) {
            if (EndingSignal.any()) {
                return true;
            }
        }
        return false;
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

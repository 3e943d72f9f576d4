package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The children of this JVM that run, and the wait for them when it ends (rule P7): for those that are no daemons, unless a signal ends
 * this JVM. Thread-safe.
 */
final class ChildTable {
    /** How long a terminated child may take for its own shutdown hooks before it is killed. */
    private static final long GRACE_MILLIS = 3_000;

    private static final long POLL_MILLIS = 50;

    private static final Set<JvmProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    /** Set when all children are ended; what is started later is killed at once. */
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
        Object removal = process.jvm().exit().thenRun(new Runnable() {
            @Override
            public void run() {
                RUNNING.remove(process);
            }
        });
        if (ending) {
            process.jvm().unheard();
            process.kill();
        }
    }

    /** The children that run, in the order of their start. */
    static List<JvmProcess> active() {
        List<JvmProcess> active = new ArrayList<>();
        for (JvmProcess process : RUNNING) {
            if (!process.jvm().exit().isDone()) {
                active.add(process);
            }
        }
        if (active.size() > 1) {
            active.sort(Comparator.comparingLong(JvmProcess::sequence));
        }
        return List.copyOf(active);
    }

    /**
     * Returns when no child is left for which this JVM must wait; at once where a signal ends it, or the end of its parent. Called by the
     * shutdown hook while others run. No child is ended here: the user's hooks may have use for it, and it ends with this JVM.
     */
    static void awaitOthers() throws InterruptedException {
        for (JvmProcess child = other(); child != null && !isEndedFromOutside(); child = other()) {
            ended(child, TimeUnit.MILLISECONDS.toNanos(POLL_MILLIS));
        }
    }

    /**
     * Terminates the daemons, waits for the others as {@link #awaitOthers} does, and terminates those, too. Called by the shutdown hook if it is
     * the only one. Returns when no child is left; no pool hears of it, or it would start others.
     */
    static void end() throws InterruptedException {
        ending = true;
        terminate(true);
        awaitOthers();
        terminate(false);
        endTerminated(active());
        LaunchedJvm.awaitPrograms();
    }

    private static void terminate(boolean onlyDaemons) {
        for (JvmProcess child : active()) {
            if (!onlyDaemons || child.daemon()) {
                child.jvm().unheard();
                child.jvm().terminate();
            }
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
        // 0 would wait for ever
        child.jvm().join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        return !child.jvm().isAlive();
    }
}

package org.multijvm.ipc.wait;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads that sleep on shared words. They must not sleep in the kernel, and each that polled for itself would cost 1,000 wake-ups a
 * second; so one thread of this JVM looks at the words for all of them, once a millisecond.
 *
 * <pre>
 *   sleeper: joins the bed of its word -- looks at the word once more -- parks until it is up, the time is over, or an interrupt
 *   watcher: each millisecond   a word has changed: all in its bed that expected another value are up
 *            each 8 ms          a turn in each group: the first sleeper of up to 16 beds is up, so that it looks for the dead
 * </pre>
 *
 * <p><b>No change is missed.</b> A sleeper joins under the lock, then reads the word. If it sees what it expects, every later change comes after
 * it joined, so the watcher, which holds the lock when it looks, finds it in its bed. The watcher skips a bed whose word is as it was at the last
 * look; a sleeper that joins with another expectation than that makes it look again. A word that changes and changes back between two
 * looks is not noticed, as by a kernel's sleeper that nobody wakes: those that wait for such a word count generations.
 *
 * <p><b>Groups.</b> The words of one primitive are a group. Every sleeper of it can repair what a dead process left behind, so a few turns do for all
 * of them; sleepers of one word do not each need a slice of their own.
 *
 * <p>Thread-safe. The watcher is started with the first sleeper and is never needed by a platform thread.
 */
final class VirtualSleepers {
    private static final long LOOK_NANOS = 1_000_000;
    private static final int LOOKS_A_TURN = 8;
    private static final int MOST_TURNS = 16;

    /** A sleeper that is interrupted, and whose caller must go on waiting, sleeps no longer than this at a time. */
    private static final long INTERRUPTED_NANOS = 8_000_000;

    private static final ReentrantLock LOCK = new ReentrantLock();

    /** Under the lock. The key of a group is what sleeps there, by identity; that of a bed its word. */
    private static final Map<Object, Map<FutexWord, Bed>> GROUPS = new HashMap<>();

    private static @Nullable Thread watcher;

    private VirtualSleepers() {}

    private static final class Sleeper {
        private final Thread thread = Thread.currentThread();
        private final int expected;
        private volatile boolean up;

        Sleeper(int expected) {
            this.expected = expected;
        }

        /** Out of its bed, for good. */
        void wake() {
            up = true;
            LockSupport.unpark(thread);
        }
    }

    private static final class Bed {
        private final Set<Sleeper> sleepers = new LinkedHashSet<>();
        private int seen;
        private boolean mustLook = true;

        void add(Sleeper sleeper) {
            sleepers.add(sleeper);
            mustLook |= sleeper.expected != seen;
        }

        void look(FutexWord word) {
            int now = word.get();
            if (now == seen && !mustLook) {
                return;
            }
            seen = now;
            mustLook = false;
            for (Iterator<Sleeper> all = sleepers.iterator(); all.hasNext(); ) {
                Sleeper sleeper = all.next();
                if (sleeper.expected != now) {
                    all.remove();
                    sleeper.wake();
                }
            }
        }

        void wakeFirst() {
            Iterator<Sleeper> all = sleepers.iterator();
            if (all.hasNext()) {
                Sleeper first = all.next();
                all.remove();
                first.wake();
            }
        }
    }

    /**
     * Sleeps as long as the word is {@code expected}, at most {@code nanos}; may return early, and does so at an interrupt, which stays
     * pending.
     *
     * @param group what sleeps, known by identity
     */
    static void sleep(Object group, FutexWord word, int expected, long nanos) {
        Sleeper self = new Sleeper(expected);
        boolean interrupted = Thread.interrupted();
        try {
            if (join(group, word, self)) {
                long limit = interrupted ? Math.min(nanos, INTERRUPTED_NANOS) : nanos;
                long start = System.nanoTime();
                long left = limit;
                while (!self.up && left > 0 && word.get() == expected) {
                    LockSupport.parkNanos(word, left);
                    if (Thread.interrupted()) {
                        interrupted = true;
                        break;
                    }
                    left = limit - (System.nanoTime() - start);
                }
            } else {
                word.sleep(expected, Math.min(nanos, INTERRUPTED_NANOS));
            }
        } finally {
            // also where a full heap let it join by half
            leave(group, word, self);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Looks at a word at once, which this JVM has just changed: else that takes up to a millisecond. */
    static void wake(Object group, FutexWord word) {
        LOCK.lock();
        try {
            Map<FutexWord, Bed> beds = GROUPS.get(group);
            Bed bed = beds == null ? null : beds.get(word);
            if (bed != null) {
                bed.look(word);
            }
        } finally {
            LOCK.unlock();
        }
    }

    /** False if there is no thread to be had that looks. */
    private static boolean join(Object group, FutexWord word, Sleeper self) {
        LOCK.lock();
        try {
            if (!ensureWatched()) {
                return false;
            }
            GROUPS.computeIfAbsent(group, g -> new LinkedHashMap<>())
                    .computeIfAbsent(word, w -> new Bed())
                    .add(self);
            return true;
        } finally {
            LOCK.unlock();
        }
    }

    private static void leave(Object group, FutexWord word, Sleeper self) {
        LOCK.lock();
        try {
            Map<FutexWord, Bed> beds = GROUPS.get(group);
            if (beds == null) {
                return;
            }
            Bed bed = beds.get(word);
            if (bed != null) {
                bed.sleepers.remove(self);
                if (bed.sleepers.isEmpty()) {
                    beds.remove(word);
                }
            }
            if (beds.isEmpty()) {
                GROUPS.remove(group);
            }
        } finally {
            LOCK.unlock();
        }
    }

    private static boolean ensureWatched() {
        Thread known = watcher;
        if (known == null || !known.isAlive()) {
            Thread started = new Thread(VirtualSleepers::watch, "multijvm-virtual-sleepers");
            started.setDaemon(true);
            try {
                started.start();
            } catch (OutOfMemoryError noThread) {
                return false;
            }
            watcher = started;
        } else if (GROUPS.isEmpty()) {
            LockSupport.unpark(known);
        }
        return true;
    }

    private static void watch() {
        int looks = 0;
        while (true) {
            try {
                boolean nobody;
                LOCK.lock();
                try {
                    nobody = GROUPS.isEmpty();
                    look(++looks % LOOKS_A_TURN == 0);
                } finally {
                    LOCK.unlock();
                }
                if (nobody) {
                    LockSupport.park(GROUPS);
                } else {
                    LockSupport.parkNanos(GROUPS, LOOK_NANOS);
                }
            } catch (Throwable full) {
                // of memory, say: the next look may have room
                LockSupport.parkNanos(GROUPS, LOOK_NANOS);
            } finally {
                clearInterrupt();
            }
        }
    }

    private static void look(boolean withTurns) {
        for (Map<FutexWord, Bed> beds : GROUPS.values()) {
            beds.forEach((word, bed) -> bed.look(word));
            if (withTurns) {
                giveTurns(beds);
            }
        }
    }

    /** The beds that had their turn go behind the others. */
    private static void giveTurns(Map<FutexWord, Bed> beds) {
        List<FutexWord> first = new ArrayList<>(MOST_TURNS);
        for (FutexWord word : beds.keySet()) {
            if (first.size() == MOST_TURNS) {
                break;
            }
            first.add(word);
        }
        for (FutexWord word : first) {
            Bed bed = beds.remove(word);
            if (bed != null) {
                bed.wakeFirst();
                beds.put(word, bed);
            }
        }
    }

    /** Of a host that interrupts every thread: it would make each sleep end at once. */
    @SuppressWarnings("ThreadInterruptedCheck")
    private static void clearInterrupt() {
        Thread.interrupted();
    }
}

package org.multijvm.ipc.wait;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Lets a limited number of this JVM's threads wait for one shared thing at a time; the others wait here, first come, first served.
 *
 * <p>A thread that waits for something shared costs processor time: it looks now and then whether another process has died, and a virtual thread
 * polls. A thread that waits at a gate costs none, since only threads of this JVM open it. Where a shared thing is granted to one after the
 * other, nothing is lost by this: those behind the gate are not next.
 *
 * <p>Every {@link #enter} that returned true is followed by a {@link #leave}, in a {@code finally}. Nothing inside the lock parks, so a
 * virtual thread holds its carrier for moments only. Thread-safe.
 */
public final class Gate {
    private static final String WAITED_FOR = "other threads of this JVM that wait for the same";

    private int free;

    /** Made with the first waiting thread. A set, since a thread that gives up may stand anywhere in a line of 100,000. */
    private @Nullable Set<Waiting> line;

    private static final class Waiting {
        private final Thread thread = Thread.currentThread();
        private volatile boolean entered;
    }

    /**
     * @param places how many may be inside
     */
    public Gate(int places) {
        this.free = places;
    }

    /**
     * Enters, or waits at most so long to enter.
     *
     * @return false if the time is over
     * @throws InterruptedException if interrupted before or meanwhile; then it has not entered
     */
    public boolean enter(long nanos) throws InterruptedException {
        Slices.checkInterruptBefore(WAITED_FOR);
        Waiting self = enterOrLineUp();
        if (self == null) {
            return true;
        }
        Slices slices = new Slices();
        while (!self.entered) {
            long left = nanos - slices.waited();
            boolean interrupted = Thread.interrupted();
            if (left <= 0 || interrupted) {
                if (giveUp(self)) {
                    if (interrupted) {
                        throw slices.interrupted(WAITED_FOR);
                    }
                    return false;
                }
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
                return true;
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    /** Enters, however long that takes; an interrupt stays pending. */
    public void enterUninterruptibly() {
        Waiting self = enterOrLineUp();
        if (self == null) {
            return;
        }
        boolean interrupted = false;
        while (!self.entered) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the next one in. */
    public void leave() {
        Waiting next;
        synchronized (this) {
            if (line == null || line.isEmpty()) {
                free++;
                return;
            }
            next = line.iterator().next();
            line.remove(next);
            next.entered = true;
        }
        LockSupport.unpark(next.thread);
    }

    /** Null if this thread is inside. */
    private synchronized @Nullable Waiting enterOrLineUp() {
        if (free > 0) {
            // nobody stands in line while there is a place
            free--;
            return null;
        }
        if (line == null) {
            line = new LinkedHashSet<>();
        }
        Waiting self = new Waiting();
        line.add(self);
        return self;
    }

    /** False if it has been let in meanwhile. */
    private synchronized boolean giveUp(Waiting self) {
        return line != null && line.remove(self);
    }
}

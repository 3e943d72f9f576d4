package org.multijvm.pool.engine;

import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What one thread has to do: events in the order in which they came, and timers when they are due. */
public final class TimedEvents {
    private static final long FULL_PAUSE_NANOS = 1_000_000;

    private final LongSupplier clock;
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    /** The thread's own. */
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    private long lastTimer;

    /** What ran when the heap was full, and is to run again. */
    private @Nullable Runnable unfinished;

    /**
     * None so far.
     *
     * @param clock of nanoseconds
     */
    public TimedEvents(LongSupplier clock) {
        this.clock = clock;
    }

    /** From any thread. Does not block, but in a full heap: what is told here is told once. */
    public void post(Runnable event) {
        while (true) {
            try {
                events.add(event);
                return;
            } catch (OutOfMemoryError full) {
                LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            }
        }
    }

    /** By the thread itself: runs an event after so long, unless it is cancelled. */
    public Timer after(long nanos, Runnable event) {
        Timer timer = new Timer(clock.getAsLong() + nanos, ++lastTimer, event);
        timers.add(timer);
        return timer;
    }

    /** By the thread itself: forgets an event, with all that it holds. */
    public void cancel(Timer timer) {
        // not by equals, whose first call on a record takes a young JVM tens of milliseconds: a worker has just died
        for (Iterator<Timer> each = timers.iterator(); each.hasNext(); ) {
            if (each.next() == timer) {
                each.remove();
                return;
            }
        }
    }

    /**
     * By the thread: waits for the next event or timer and runs it. One that throws for want of memory is the next one again: an event must be such
     * that it can be gone on with.
     */
    public void runNext() throws InterruptedException {
        Runnable event = unfinished != null ? unfinished : next();
        try {
            event.run();
            unfinished = null;
        } catch (OutOfMemoryError full) {
            unfinished = event;
            throw full;
        } catch (RuntimeException | Error e) {
            unfinished = null;
            throw e;
        }
    }

    /** By the thread: whether one is to be gone on with. */
    public boolean isUnfinished() {
        return unfinished != null;
    }

    private Runnable next() throws InterruptedException {
        Timer timer = timers.peek();
        Runnable event;
        if (timer == null) {
            event = events.take();
        } else {
            long left = timer.at() - clock.getAsLong();
            event = left > 0 ? events.poll(left, TimeUnit.NANOSECONDS) : null;
            if (event == null) {
                // also when events come without a pause: a timer that is due goes first
                event = timers.remove().event();
            }
        }
        return event;
    }

    /** An event that is not due yet. */
    public record Timer(long at, long number, Runnable event) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            long difference = at - other.at;
            return difference != 0 ? Long.signum(difference) : Long.compare(number, other.number);
        }
    }
}

package org.multijvm.pool;

import java.util.PriorityQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What one thread has to do: events in the order in which they came, and timers when they are due. */
final class TimedEvents {
    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();

    /** The thread's own. */
    private final PriorityQueue<Timer> timers = new PriorityQueue<>();

    private long lastTimer;

    /** From any thread; does not block. */
    void post(Runnable event) {
        events.add(event);
    }

    /** By the thread itself: runs an event after so long, unless it is cancelled. */
    Timer after(long nanos, Runnable event) {
        Timer timer = new Timer(System.nanoTime() + nanos, ++lastTimer, event);
        timers.add(timer);
        return timer;
    }

    /** By the thread itself: forgets an event, with all that it holds. */
    void cancel(Timer timer) {
        // not by equals, whose first call on a record takes a young JVM tens of milliseconds: a worker has just died
        timers.removeIf(each -> each == timer);
    }

    /** By the thread: waits for the next event or timer and runs it. */
    void runNext() throws InterruptedException {
        Timer timer = timers.peek();
        Runnable event;
        if (timer == null) {
            event = events.take();
        } else {
            long left = timer.at() - System.nanoTime();
            event = left > 0 ? events.poll(left, TimeUnit.NANOSECONDS) : null;
            if (event == null) {
                // also when events come without a pause: a timer that is due goes first
                event = timers.remove().event();
            }
        }
        event.run();
    }

    /** An event that is not due yet. */
    record Timer(long at, long number, Runnable event) implements Comparable<Timer> {
        @Override
        public int compareTo(Timer other) {
            long difference = at - other.at;
            return difference != 0 ? Long.signum(difference) : Long.compare(number, other.number);
        }
    }
}

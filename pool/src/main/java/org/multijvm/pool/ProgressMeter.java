package org.multijvm.pool;

import java.time.Duration;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.CallbackLoop;
import org.multijvm.pool.engine.StandardError;

/**
 * Counts the items of one call that have ended, and shows them.
 *
 * <p>Who collects results only counts, and sees to it that one update at most waits in the callback loop; that one tells the counts of the moment
 * in which it is shown. Failures are counted before what is done and read before it, so that no update has more failures than ends.
 */
final class ProgressMeter extends CallbackLoop.Node {
    private final Consumer<? super ProgressUpdate> show;
    private final OptionalLong total;
    private final CallbackLoop callbacks;
    private final long start = System.nanoTime();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();

    /** Set when the call is given up: what was taken back has not been done. */
    private volatile boolean givenUp;

    /** Guarded by this, as the order of the updates is. */
    private boolean ended;

    private ProgressMeter(Consumer<? super ProgressUpdate> show, OptionalLong total, CallbackLoop callbacks) {
        this.show = show;
        this.total = total;
        this.callbacks = callbacks;
    }

    /** Begins to show; null if nothing is to be shown. */
    static @Nullable ProgressMeter start(Progress progress, OptionalLong total, CallbackLoop callbacks) {
        if (progress instanceof Progress.Bar bar) {
            return new ProgressMeter(barOf(bar.title(), total), total, callbacks);
        }
        return progress instanceof Progress.To to ? new ProgressMeter(to.consumer(), total, callbacks) : null;
    }

    private static Consumer<ProgressUpdate> barOf(String title, OptionalLong total) {
        return StandardError.isTerminal() ? new TerminalBar(title, total) : new ProgressLines(title);
    }

    /** How many items there are, as far as that can be told without reading them. */
    static OptionalLong sizeOf(Iterable<?> items) {
        return items instanceof Collection<?> known ? OptionalLong.of(known.size()) : OptionalLong.empty();
    }

    /** By whoever completes tasks: some items have ended. Shown by the callback loop. */
    void landed(int items, boolean badly) {
        count(items, badly);
        callbacks.add(this, true);
    }

    /** By the user's thread: some items were taken. Shown by it, and the end, too, if these were the last. */
    void taken(int items, boolean badly) {
        count(items, badly);
        show(total.isPresent() && done.get() >= total.getAsLong());
    }

    /** Nothing more will come. Shown by this thread; later calls show nothing. */
    void end() {
        show(true);
    }

    /** The call is cancelled: counts no more, and ends in the callback loop. */
    void giveUp() {
        givenUp = true;
        callbacks.add(this, true);
    }

    private void count(int items, boolean badly) {
        if (givenUp) {
            return;
        }
        if (badly) {
            failed.addAndGet(items);
        }
        done.addAndGet(items);
    }

    @Override
    public void run() {
        show(givenUp);
    }

    private synchronized void show(boolean last) {
        if (ended) {
            return;
        }
        ended = last;
        long failures = failed.get();
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        callbacks.call(show, new ProgressUpdate(done.get(), failures, total, elapsed, last));
    }
}

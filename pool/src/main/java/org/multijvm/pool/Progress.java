package org.multijvm.pool;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * How the calls of a pool's view show how far they have come; see {@link Pool#with(Progress)}. A description that may be used again and again: each
 * call counts from zero. Immutable, as thread-safe as the consumer in it.
 */
public sealed interface Progress {
    /**
     * A bar on standard error: on a terminal one that moves, with the time that is left; into a file or a pipe at most a whole line a minute, and
     * one at the end. It ends also when the call fails or is cancelled, where it stands. On a terminal it steps aside for what this program prints: while it is shown, {@code System.out} and {@code System.err} are streams of this library's
     * in front of those that were there, so that a line that is printed stands above the bar. What writes to the terminal by another way, such as
     * workers that write to it themselves, stands in between; see {@link PoolBuilder#output}.
     *
     * <p>It is drawn by me.tongfei:progressbar, which is no dependency of this library's but the program's own.
     *
     * @param title what stands before it
     * @throws IllegalStateException if that library is not there
     */
    static Progress bar(String title) {
        return new Bar(title);
    }

    /**
     * To a consumer, called by one thread at a time: for {@code map} and {@code starmap} the pool's callback thread, where updates that come
     * faster than it takes them become one; for {@code imap} the thread that takes the results. {@link ProgressUpdate#done} never falls. The
     * last update has {@link ProgressUpdate#ended}; it is delivered before the result is ready and before its callback, or afterwards if the call was
     * cancelled. A program that would rather ask how far a call is keeps the last update:
     *
     * <pre>{@code
     * AtomicReference<ProgressUpdate> latest = new AtomicReference<>();
     * pool.with(Progress.to(latest::set)).mapAsync(f, items);
     * }</pre>
     *
     * <p>What the consumer throws is logged and handed to the pool's error handler, and stops nothing.
     */
    static Progress to(Consumer<? super ProgressUpdate> consumer) {
        return new To(consumer);
    }

    /** Nothing is shown. */
    static Progress none() {
        return new None();
    }

    /**
     * See {@link Progress#bar}.
     *
     * @param title what stands before it
     */
    record Bar(String title) implements Progress {
        /** Refuses at once, wherever standard error goes, so that the first run on a terminal is not the first to fail. */
        public Bar {
            Objects.requireNonNull(title, "title");
            BarLibrary.check();
        }
    }

    /**
     * See {@link Progress#to}.
     *
     * @param consumer what takes the updates
     */
    record To(Consumer<? super ProgressUpdate> consumer) implements Progress {
        /** Refuses null. */
        public To {
            Objects.requireNonNull(consumer, "consumer");
        }
    }

    /** See {@link Progress#none}. */
    record None() implements Progress {}
}

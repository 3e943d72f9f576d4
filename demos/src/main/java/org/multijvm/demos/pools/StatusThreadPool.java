package org.multijvm.demos.pools;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.pool.Callbacks;
import org.multijvm.pool.Pool;

/** The articles' home-made pool of threads, which calls back with a status and a result: a thin cover of a {@link Pool}. */
final class StatusThreadPool implements AutoCloseable {
    private final Pool pool;

    StatusThreadPool(int threads) {
        pool = Pool.builder().threads().workers(threads).start();
    }

    /**
     * Runs a function some time.
     *
     * @param callback gets true and the result, or false and what was thrown
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is all that this pool knows
    <T, R> void run(SerializableFunction<T, R> function, T argument, BiConsumer<Boolean, @Nullable Object> callback) {
        pool.applyAsync(
                function,
                argument,
                Callbacks.of(result -> callback.accept(true, result), error -> callback.accept(false, error)));
    }

    /** Takes no more, and waits until all has been run. */
    @Override
    public void close() {
        pool.close();
    }

    /**
     * Takes no more, and waits for the end.
     *
     * @param clear whether what waits is given up and what runs is interrupted
     */
    void terminate(boolean clear) throws InterruptedException {
        if (clear) {
            pool.terminate();
        } else {
            pool.shutdown();
        }
        pool.join();
    }
}

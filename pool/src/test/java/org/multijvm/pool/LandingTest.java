package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.pool.engine.ResultSource;

/** The wait for the chunk to take next, step by step: what the thread that completes chunks does while the iterator's thread waits. */
@Tag("unit")
class LandingTest {
    private static final long LONG = Long.MAX_VALUE;

    /** What is done, one step at a time, each time that the iterator's thread is about to wait. */
    private final ArrayDeque<Runnable> whileWaiting = new ArrayDeque<>();

    private final ResultSource source = new ResultSource() {
        @Override
        public void awaited(CompletableFuture<?> wanted) {
            whileWaiting.remove().run();
        }

        @Override
        public void noLongerAwaited() {}

        @Override
        public boolean bringsCopies() {
            return true;
        }
    };

    @Test
    void theWakeUpOfAChunkThatIsTakenAlreadyIsNotTakenForTheNextOne() throws Exception {
        Landing landing = Landing.of(source, false);
        LazyChunk first = chunk(landing);
        LazyChunk second = chunk(landing);
        landing.record(first);
        assertThat(landing.take()).isSameAs(first);
        whileWaiting.add(() -> landing.wake(first));
        whileWaiting.add(() -> second.succeed(2));
        landing.await(LONG);
        assertThat(landing.take()).isSameAs(second);
        assertThat(whileWaiting).isEmpty();
    }

    @Test
    void theWakeUpOfAChunkThatIsTakenAlreadyEndsNoTimedWaitWithoutAChunk() {
        Landing landing = Landing.of(source, false);
        LazyChunk first = chunk(landing);
        chunk(landing);
        landing.record(first);
        assertThat(landing.take()).isSameAs(first);
        whileWaiting.add(() -> landing.wake(first));
        whileWaiting.add(() -> {});
        assertThatThrownBy(() -> landing.await(50_000_000)).isInstanceOf(TimeoutException.class);
        assertThat(landing.isReady()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aChunkThatLandsWhileItIsWaitedForIsThere(boolean ordered) throws Exception {
        Landing landing = Landing.of(source, ordered);
        LazyChunk first = chunk(landing);
        whileWaiting.add(() -> first.fail(new IllegalStateException("bad")));
        landing.await(LONG);
        assertThat(landing.take()).isSameAs(first);
        assertThat(landing.size()).isZero();
    }

    private static LazyChunk chunk(Landing landing) {
        LazyChunk chunk = new LazyChunk(landing, 0, 1, null);
        landing.add(chunk);
        return chunk;
    }
}

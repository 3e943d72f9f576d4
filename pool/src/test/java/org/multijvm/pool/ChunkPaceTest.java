package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.engine.ResultSource;

/** How the chunks of an iteration grow. */
@Tag("unit")
class ChunkPaceTest {
    private final ChunkPace pace = ChunkPace.of(ChunkSize.automatic());

    @Test
    void growToHalfAMillisecondOfWorkAndAtMostDouble() {
        assertThat(sizesWhenAnItemTakes(10_000, 8)).containsExactly(1, 2, 4, 8, 16, 32, 50, 50);
    }

    @Test
    void areNeverLargerThanAThousand() {
        assertThat(sizesWhenAnItemTakes(0, 12)).startsWith(1, 2).endsWith(512, 1024, 1024);
    }

    @Test
    void slowItemsGoOneByOne() {
        assertThat(sizesWhenAnItemTakes(600_000, 5)).containsOnly(1);
    }

    @Test
    void shrinkWhenItemsTurnSlow() {
        sizesWhenAnItemTakes(1_000, 10);
        assertThat(sizesWhenAnItemTakes(100_000_000, 3)).endsWith(1, 1);
    }

    @Test
    void beginAnewWhenAChunkHasFailed() {
        sizesWhenAnItemTakes(1_000, 10);
        LazyChunk failed = chunk(pace.next(), 1_000);
        failed.fail(new IllegalStateException("an item"));
        pace.ended(failed);
        assertThat(sizesWhenAnItemTakes(1_000, 4)).containsExactly(1, 2, 4, 8);
    }

    @Test
    void aSizeThatIsSaidHoldsAndIsOneAtLeast() {
        ChunkPace fixed = ChunkPace.of(ChunkSize.of(7));
        fixed.ended(chunk(7, 1));
        assertThat(fixed.next()).isEqualTo(7);
        assertThatThrownBy(() -> ChunkSize.of(0)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Integer> sizesWhenAnItemTakes(long nanos, int chunks) {
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            sizes.add(pace.next());
            pace.ended(chunk(pace.next(), nanos));
        }
        return sizes;
    }

    private static LazyChunk chunk(int items, long itemNanos) {
        LazyChunk chunk = new LazyChunk(Landing.of(new Nobody(), true), 0, items, null);
        chunk.took(items * itemNanos);
        return chunk;
    }

    /** Brings no results. */
    private static final class Nobody implements ResultSource {
        @Override
        public void awaited(CompletableFuture<?> wanted) {
            // nobody waits
        }

        @Override
        public void noLongerAwaited() {
            // nobody waits
        }

        @Override
        public boolean bringsCopies() {
            return false;
        }
    }
}

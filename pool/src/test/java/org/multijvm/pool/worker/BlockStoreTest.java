package org.multijvm.pool.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which blocks are kept for the next value, and for how long. */
class BlockStoreTest {
    private static final int LARGE = 40 << 20;

    @TempDir
    Path folder;

    private long total;
    private BlockStore store;

    @BeforeEach
    void open() {
        total = folder.toFile().getTotalSpace();
        store = new BlockStore(folder, "block-", 1);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void alsoALargeBlockIsUsedAgain() {
        Block first = store.take(LARGE);
        store.giveBack(first);
        assertThat(store.take(LARGE)).isSameAs(first);
    }

    @Test
    void theSmallestThatFitsIsTaken() {
        Block large = store.take(LARGE);
        Block small = store.take(1 << 20);
        store.giveBack(large);
        store.giveBack(small);
        assertThat(store.take(1 << 20)).isSameAs(small);
        assertThat(store.take(1 << 20)).isSameAs(large);
    }

    @Test
    void whatIsMoreThanTheShareIsNotKept() throws IOException {
        BlockStore frugal = new BlockStore(folder, "block-", (int) Math.min(Integer.MAX_VALUE, total / LARGE + 1));
        frugal.giveBack(frugal.take(LARGE));
        assertThat(files()).isZero();
        frugal.close();
    }

    @Test
    void whatHasBeenIdleForSoLongGoes() throws IOException {
        store.giveBack(store.take(LARGE));
        store.giveBackIdle(Long.MAX_VALUE);
        assertThat(files()).isOne();
        store.giveBackIdle(0);
        assertThat(files()).isZero();
    }

    @Test
    void aClosedStoreKeepsNothing() throws IOException {
        Block taken = store.take(LARGE);
        store.close();
        store.giveBack(taken);
        assertThat(files()).isZero();
        assertThat(store.take(LARGE)).isNull();
    }

    private long files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}

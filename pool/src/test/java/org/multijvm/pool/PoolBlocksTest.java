package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.launcher.SessionFolder;

/** That the shared memory of large results is used again. */
@Tag("process")
@Timeout(120)
class PoolBlocksTest {
    private static final int CALLS = 40;
    private static final int RUNS = 6;

    /** Longer than a worker spins: each call wakes it from its sleep. */
    private static final long PAUSE_NANOS = 2_000_000;

    @Test
    void aWorkerThatSleepsBetweenCallsUsesItsBlocksAgain() throws Exception {
        assertThat(blocksAtBest(1 << 20)).isBetween(1, CALLS / 2);
    }

    @Test
    void alsoForResultsOfSixteenMebibytes() throws Exception {
        assertThat(blocksAtBest(1 << 24)).isBetween(1, CALLS / 2);
    }

    /** A machine whose processors are all taken makes pauses in which a worker may give its blocks back: some run has few of them. */
    private static int blocksAtBest(int bytes) throws Exception {
        int least = blocksOfResults(bytes);
        for (int run = 1; run < RUNS && least > CALLS / 2; run++) {
            least = Math.min(least, blocksOfResults(bytes));
        }
        return least;
    }

    /** How many blocks the only worker has made: they are numbered. */
    private static int blocksOfResults(int bytes) throws Exception {
        try (Pool pool = Pool.builder().name("blocks").workers(1).start()) {
            for (int i = 0; i < CALLS; i++) {
                assertThat(pool.apply((Integer length) -> new byte[length], bytes))
                        .hasSize(bytes);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            pool.apply((Integer length) -> new byte[length], bytes);
            return lastBlock();
        }
    }

    private static int lastBlock() throws IOException {
        String prefix = "blocks-1-block-";
        try (Stream<Path> files = Files.walk(SessionFolder.current().path())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(prefix))
                    .mapToInt(name -> Integer.parseInt(name.substring(prefix.length())))
                    .max()
                    .orElse(0);
        }
    }
}

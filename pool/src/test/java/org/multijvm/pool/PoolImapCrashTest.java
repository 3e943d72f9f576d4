package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.pool.task.WorkerCrashedException;

/** Iteration goes on when workers die. Each test has the only pool of this JVM, so that it kills nobody else's workers. */
@Tag("process")
class PoolImapCrashTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKilledWorkerFailsItsChunkAlone(boolean ordered) throws Exception {
        Path announced = folder.resolve("pid");
        int chunkSize = 2;
        try (Pool own = Pool.of(2)) {
            List<Integer> items = range(0, 100);
            String file = announced.toString();
            ResultIterator<Integer> results = ordered
                    ? own.imap(x -> Tasks.hangOn(41, x, file), items, ChunkSize.of(chunkSize))
                    : own.imapUnordered(x -> Tasks.hangOn(41, x, file), items, ChunkSize.of(chunkSize));
            List<Integer> given = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                given.add(results.next());
            }
            PoolCrashTest.kill(PoolCrashTest.announcedPid(announced));
            int crashes = 0;
            while (results.hasNext()) {
                try {
                    given.add(results.next());
                } catch (WorkerCrashedException e) {
                    crashes++;
                }
            }
            assertThat(crashes).isEqualTo(1);
            List<Integer> expected = range(0, 100);
            expected.removeAll(List.of(40, 41));
            if (ordered) {
                assertThat(given).isEqualTo(expected);
            } else {
                assertThat(given).containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }

    @Tag("chaos")
    @Timeout(600)
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyItemComesOnceOrCrashesWhileWorkersAreKilled(boolean ordered) throws Exception {
        int items = 20_000;
        try (Pool own = Pool.of(2)) {
            ResultIterator<Integer> results = ordered
                    ? own.imap(Tasks::plusOne, range(0, items))
                    : own.imapUnordered(Tasks::plusOne, range(0, items));
            List<Integer> given = new ArrayList<>();
            int crashes = 0;
            int kills = 0;
            while (results.hasNext()) {
                if ((given.size() + crashes) % 4000 == 1000) {
                    ProcessHandle.current().children().findAny().ifPresent(ProcessHandle::destroyForcibly);
                    kills++;
                }
                try {
                    given.add(results.next());
                } catch (WorkerCrashedException e) {
                    crashes++;
                }
            }
            assertThat(given).doesNotHaveDuplicates().hasSize(items - crashes);
            assertThat(crashes).isLessThanOrEqualTo(kills);
            if (ordered) {
                assertThat(given).isSorted();
            }
        }
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().collect(Collectors.toCollection(ArrayList::new));
    }
}

package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.TaskOptions;

/** Which of the tasks that wait goes first. */
abstract class PoolPriorityContract extends PoolContract {
    PoolPriorityContract(Workplace kind) {
        super(kind);
    }

    @Test
    void theHighestPriorityGoesFirstAndWithinOneWhoCameFirst() throws Exception {
        try (Pool pool = kind.of(1)) {
            Path gate = blocked(pool);
            List<AsyncResult<Integer>> inOrder = new ArrayList<>();
            AsyncResult<Integer> low = turn(pool, TaskOptions.LOWEST_PRIORITY);
            AsyncResult<Integer> plain = turn(pool, 0);
            AsyncResult<Integer> plainToo = turn(pool, 0);
            inOrder.add(turn(pool, TaskOptions.HIGHEST_PRIORITY));
            inOrder.add(turn(pool, TaskOptions.HIGHEST_PRIORITY));
            inOrder.add(plain);
            inOrder.add(plainToo);
            inOrder.add(low);
            Files.createFile(gate);
            assertThat(turns(inOrder)).isSorted();
        }
    }

    @Test
    void noneStarves() throws Exception {
        try (Pool pool = kind.of(1)) {
            Path gate = blocked(pool);
            AsyncResult<Integer> low = turn(pool, TaskOptions.LOWEST_PRIORITY);
            List<AsyncResult<Integer>> high = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                high.add(turn(pool, TaskOptions.HIGHEST_PRIORITY));
            }
            Files.createFile(gate);
            List<Integer> turns = turns(high);
            // each eighth that is taken is the oldest; one was taken before, and what a worker is fed ahead is taken
            // earlier than it runs
            assertThat(turns).isSorted();
            assertThat(low.get(60, TimeUnit.SECONDS)).isBetween(turns.get(0), turns.get(16));
        }
    }

    @Test
    void chunksOfAViewGoFirst() throws Exception {
        try (Pool pool = kind.of(1)) {
            Path gate = blocked(pool);
            AsyncResult<Integer> plain = turn(pool, 0);
            AsyncResult<List<Integer>> chunks =
                    with(pool, 1).mapAsync(ignored -> Tasks.countCalls(), List.of(1, 2, 3), ChunkSize.of(1));
            Files.createFile(gate);
            int last = plain.get(60, TimeUnit.SECONDS);
            assertThat(chunks.get(60, TimeUnit.SECONDS)).isSorted().allMatch(turn -> turn < last);
        }
    }

    /** Keeps the pool's only worker busy until a file is there. */
    private Path blocked(Pool pool) throws Exception {
        Path gate = folder.resolve("gate");
        Path begun = folder.resolve("begun");
        pool.applyAsync((String here, String there) -> announceAndWait(here, there), begun.toString(), gate.toString());
        Tasks.waitForFile(begun.toString());
        return gate;
    }

    private static String announceAndWait(String here, String there) throws InterruptedException {
        Tasks.announce(here);
        return Tasks.waitForFile(there);
    }

    private static AsyncResult<Integer> turn(Pool pool, int priority) {
        return with(pool, priority).applyAsync(Tasks::countCalls);
    }

    private static Pool with(Pool pool, int priority) {
        return pool.with(pool.taskOptions().toBuilder().priority(priority).build());
    }

    private static List<Integer> turns(List<AsyncResult<Integer>> results) throws Exception {
        List<Integer> turns = new ArrayList<>();
        for (AsyncResult<Integer> result : results) {
            turns.add(result.get(60, TimeUnit.SECONDS));
        }
        return turns;
    }
}

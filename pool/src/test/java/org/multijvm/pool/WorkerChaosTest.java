package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.pool.jvm.Worker;
import org.multijvm.pool.jvm.WorkerLife;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.test.RandomKiller;

/** Killing at random while workers are replaced, started and dismissed all the time. */
@Tag("chaos")
class WorkerChaosTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(600)
    void everyTaskEndsExactlyOnceWhileWorkersAreRecycledAndKilled() throws Exception {
        int rounds = Integer.getInteger("multijvm.chaos.rounds", 3);
        Path marks = Files.createFile(folder.resolve("marks"));
        String file = marks.toString();
        int tasks = 0;
        int crashed = 0;
        int kills = 0;
        try (Pool pool = Pool.builder()
                .sizes(1, 3)
                .idleTime(Duration.ofMillis(50))
                .maxTasksPerWorker(5)
                .start()) {
            for (int round = 0; round < rounds; round++) {
                List<AsyncResult<Integer>> results = new ArrayList<>();
                RandomKiller killer =
                        RandomKiller.start(17 + round, Duration.ofSeconds(2), () -> workersThatServe(pool));
                try (killer) {
                    for (int i = 0; i < 40; i++) {
                        results.add(pool.applyAsync(WorkerChaosTest::mark, tasks++, file));
                    }
                    pool.resize(2 + round % 2);
                    for (int i = 0; i < results.size(); i++) {
                        crashed += crashes(results.get(i), tasks - results.size() + i);
                    }
                }
                // not before: it counts a kill when it has killed
                kills += killer.kills();
            }
        }
        Map<String, Integer> runs = new HashMap<>();
        for (String line : Files.readAllLines(marks)) {
            runs.merge(line, 1, Integer::sum);
        }
        assertThat(runs.values()).as("runs of each task").containsOnly(1);
        assertThat(crashed).as("tasks lost by kills").isLessThanOrEqualTo(kills);
        assertThat(runs).hasSizeBetween(tasks - crashed, tasks);
    }

    private static int crashes(AsyncResult<Integer> result, int task) throws Exception {
        try {
            assertThat(result.get(100, TimeUnit.SECONDS)).isEqualTo(task);
            return 0;
        } catch (ExecutionException e) {
            assertThat(e).hasCauseInstanceOf(WorkerCrashedException.class);
            return 1;
        }
    }

    private static int mark(int task, String file) throws Exception {
        Files.writeString(Path.of(file), task + "\n", StandardOpenOption.APPEND);
        return task;
    }

    /** Not those that come up, however long it takes: three of them in a row would rightly break the pool. */
    private static List<Long> workersThatServe(Pool pool) {
        return WorkerLifeTest.lives(pool).stream()
                .filter(life -> life.state() != Worker.State.STARTING)
                .map(WorkerLife::pid)
                .collect(Collectors.toList());
    }
}

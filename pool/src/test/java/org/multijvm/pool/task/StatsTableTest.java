package org.multijvm.pool.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.multijvm.pool.task.PoolStats.WorkerStats;

/** A pool's statistics for people. */
@Tag("unit")
class StatsTableTest {
    @Test
    void namesTheHostOfEachWorkerOnlyWhereThereAreSeveral() {
        assertThat(stats("node1", "node2").toString().lines())
                .filteredOn(line -> line.contains("etl-"))
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("  host node1"),
                        second -> assertThat(second).endsWith("  host node2"));
        assertThat(stats("node1", "node1").toString()).doesNotContain("node1");
    }

    private static PoolStats stats(String... hosts) {
        List<WorkerStats> workers =
                Arrays.stream(hosts).map(StatsTableTest::worker).toList();
        PoolHealth health = PoolHealth.well(PoolHealth.State.UP, hosts.length, hosts.length);
        return new PoolStats(
                "etl",
                hosts.length,
                0,
                0,
                0,
                0,
                0,
                0,
                workers,
                List.of(),
                List.of(),
                TaskFigures.NONE,
                PoolStats.AffinityStats.NONE,
                health);
    }

    private static WorkerStats worker(String host) {
        return new WorkerStats(
                "etl-1", host, 4711, Instant.EPOCH, 0, 0, 0, OptionalLong.of(1 << 20), OptionalInt.empty());
    }
}

package org.multijvm.pool.jvm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker at one moment, to show what the pool does.
 *
 * @param id its slot
 * @param name its name
 * @param pid its process number
 * @param state where in its life it is
 * @param startedAt when its process was started
 * @param tasks how many tasks it has answered
 * @param restarts how many workers were in the slot before
 * @param lastEnd why the one before left, or null
 */
public record WorkerLife(
        int id,
        String name,
        long pid,
        Worker.State state,
        Instant startedAt,
        long tasks,
        int restarts,
        @Nullable WorkerEnd lastEnd) {}

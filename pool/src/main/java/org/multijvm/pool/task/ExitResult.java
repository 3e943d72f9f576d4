package org.multijvm.pool.task;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the exit function gave in one worker.
 *
 * @param worker the worker's name
 * @param id its id
 * @param value what the function returned; null also if it failed
 * @param failure what it threw, or that it took too long or its worker died in it; empty if it returned
 */
public record ExitResult(String worker, int id, @Nullable Object value, Optional<Throwable> failure) {
    /** True if the function has not returned. */
    public boolean failed() {
        return failure.isPresent();
    }
}

package org.multijvm.pool;

import org.jspecify.annotations.Nullable;

/** Why a task has no result, as it lies in its {@link Outcome}. */
final class Failure {
    /** There was not even room for a failure that says so: made ahead, since a loop needs it when nothing can be made. */
    private static final Failure HEAP_FULL = new Failure(null);

    private final @Nullable Throwable reason;

    private Failure(@Nullable Throwable reason) {
        this.reason = reason;
    }

    /** Never throws. */
    static Failure of(Throwable reason) {
        try {
            return new Failure(reason);
        } catch (OutOfMemoryError full) {
            return HEAP_FULL;
        }
    }

    Throwable reason() {
        return reason != null
                ? reason
                : new OutOfMemoryError("the heap of this JVM was full when the task's outcome came, which is lost");
    }
}

package org.multijvm.cluster.grid;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether the memory for shared objects is full, by what Ignite throws. */
public final class FullMemory {
    /** It is in a package that is not for others. */
    private static final String NAME = "IgniteOutOfMemoryException";

    private static final int DEEPEST = 20;

    private FullMemory() {}

    /** Whether it is why this was thrown. Each member that was to write has its own exception, which may be a cause, or beside one. */
    public static boolean isReasonOf(@Nullable Throwable thrown) {
        return isReasonOf(thrown, 0);
    }

    private static boolean isReasonOf(@Nullable Throwable thrown, int depth) {
        if (thrown == null || depth > DEEPEST) {
            return false;
        }
        return thrown.getClass().getSimpleName().equals(NAME)
                || isReasonOf(thrown.getCause(), depth + 1)
                || Arrays.stream(thrown.getSuppressed()).anyMatch(each -> isReasonOf(each, depth + 1));
    }
}

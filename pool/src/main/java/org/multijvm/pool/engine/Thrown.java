package org.multijvm.pool.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a task threw, handed on. Its methods are the user's: they may throw themselves, give null or recurse, and the JDK's wrappers call
 * {@code toString} when they are made. Thread-safe: it has no state.
 */
public final class Thrown {
    private Thrown() {}

    /** As {@code toString} says; if that throws, the name of the class. */
    public static String text(Throwable thrown) {
        try {
            return String.valueOf(thrown);
        } catch (Throwable e) {
            return thrown.getClass().getName() + " (its toString threw: "
                    + e.getClass().getName() + ")";
        }
    }

    /** What {@code get} throws for it. */
    public static ExecutionException ofGet(Throwable thrown) {
        if (thrown instanceof CancellationException cancelled) {
            throw cancelled;
        }
        Throwable cause = thrown instanceof CompletionException ? causeOf(thrown) : null;
        Throwable told = cause == null ? thrown : cause;
        try {
            return new ExecutionException(told);
        } catch (Throwable itsToString) {
            return new ExecutionException(text(told), told);
        }
    }

    /** What {@code join} throws for it. */
    public static RuntimeException ofJoin(Throwable thrown) {
        return thrown instanceof CancellationException cancelled ? cancelled : completion(thrown);
    }

    /** What a future is completed with, so that its stages are told whatever the toString of this one does. */
    public static Throwable ofStages(Throwable thrown) {
        try {
            @SuppressWarnings("unused") // only whether it throws
            String text = thrown.toString();
            return thrown;
        } catch (Throwable itsToString) {
            return completion(thrown);
        }
    }

    private static CompletionException completion(Throwable thrown) {
        if (thrown instanceof CompletionException same) {
            return same;
        }
        try {
            return new CompletionException(thrown);
        } catch (Throwable itsToString) {
            return new CompletionException(text(thrown), thrown);
        }
    }

    private static @Nullable Throwable causeOf(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable e) {
            return null;
        }
    }
}

package org.multijvm.ipc.wait;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Runs what takes no time worth interrupting, for methods that cannot say so: an interrupt stays pending. */
public final class Uninterrupted {
    private Uninterrupted() {}

    /** A short action. */
    public interface Action<T extends @Nullable Object> {
        T run() throws IOException, InterruptedException;
    }

    public static <T extends @Nullable Object> T call(Action<T> action) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return action.run();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (IOException e) {
                    throw new UncheckedIOException(e.getMessage(), e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

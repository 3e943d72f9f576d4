package org.multijvm.ipc.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;

/**
 * Does what needs a channel for a moment. An interrupt would close that; it is meant for what the thread does, and not for this moment of it, so it
 * is put aside and stays pending.
 */
public final class Interrupts {
    private Interrupts() {}

    /** Opens a channel and uses it; done again if an interrupt has closed it. */
    @FunctionalInterface
    public interface Action<T> {
        T run() throws IOException;
    }

    /**
     * Runs an action.
     *
     * @throws IOException what the action throws, but for what an interrupt did to it
     */
    public static <T> T putAside(Action<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (ClosedByInterruptException | FileLockInterruptionException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

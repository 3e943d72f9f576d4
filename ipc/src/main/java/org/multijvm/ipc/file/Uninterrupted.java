package org.multijvm.ipc.file;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * Does what needs a channel for a moment. An interrupt would close that; it is meant for what the thread does, and not for this moment of it, so it
 * is put aside and stays pending.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** Opens a channel and uses it; done again if an interrupt has closed it. */
    @FunctionalInterface
    interface Action<T> {
        T run() throws IOException;
    }

    static <T> T call(Action<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return action.run();
                } catch (ClosedByInterruptException e) {
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

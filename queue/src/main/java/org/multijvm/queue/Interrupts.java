package org.multijvm.queue;

import java.io.IOException;

/** Does what an interrupt would break: it closes channels, and is meant for what the thread does and not for this moment of it. */
final class Interrupts {
    private Interrupts() {}

    /** What is done. */
    interface Action<T> {
        T run() throws IOException;
    }

    static <T> T putAside(Action<T> action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            return action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

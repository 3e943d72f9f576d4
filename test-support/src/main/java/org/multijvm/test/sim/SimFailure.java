package org.multijvm.test.sim;

import org.jspecify.annotations.Nullable;

/** What went wrong in a simulated world, with its seed. */
public final class SimFailure extends Exception {
    private static final long serialVersionUID = 1;

    SimFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

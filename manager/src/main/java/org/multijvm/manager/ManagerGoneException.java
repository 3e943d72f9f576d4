package org.multijvm.manager;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.MultijvmException;

/**
 * The manager's server has ended or cannot be reached any more, or this JVM has closed its connection to it. Whether a call that was on its way has been done nobody knows. Python's {@code BrokenPipeError} and
 * {@code EOFError} of a proxy (rule M12).
 */
public final class ManagerGoneException extends MultijvmException {
    private static final long serialVersionUID = 1;

    /** For managers themselves, of whichever module. */
    public ManagerGoneException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package org.multijvm.launcher;

import org.jspecify.annotations.Nullable;
import org.multijvm.codec.MultijvmException;

/** A JVM could not be started: the message holds the operating system's or the JVM's own words. */
public final class ProcessStartException extends MultijvmException {
    private static final long serialVersionUID = 1;

    /** An exception with this message and cause. */
    public ProcessStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

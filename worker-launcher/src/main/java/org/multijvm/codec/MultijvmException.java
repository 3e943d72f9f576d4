package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/**
 * What all exceptions of this library are that no contract of the JDK gives another type: one {@code catch} gets them all. What the user's own
 * code throws is none of them, and neither is misuse ({@link IllegalArgumentException}, {@link IllegalStateException}) or what a
 * closed pool refuses ({@link java.util.concurrent.RejectedExecutionException}).
 *
 * <p>It is in the package that all others may use.
 */
public abstract class MultijvmException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Says what is wrong. */
    protected MultijvmException(String message) {
        super(message);
    }

    /** Says what is wrong, and why. */
    protected MultijvmException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

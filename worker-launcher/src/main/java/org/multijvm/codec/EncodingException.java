package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/** A value or function cannot travel to another JVM. The message names the path of fields to the culprit. */
public final class EncodingException extends MultijvmException {
    private static final long serialVersionUID = 1;

    /** Says what cannot travel, and why. */
    public EncodingException(String message) {
        super(message);
    }

    /** Says what cannot travel, and what failed. */
    public EncodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

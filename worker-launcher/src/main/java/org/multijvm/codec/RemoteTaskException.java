package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/**
 * A task threw an exception that cannot be made in this JVM: it is not serializable, its class is missing here, or it could not be
 * deserialized. The stack trace is the one of there.
 */
public final class RemoteTaskException extends MultijvmException {
    private static final long serialVersionUID = 1;

    private final String className;
    private final String remoteText;

    RemoteTaskException(String className, @Nullable String message, String remoteText, @Nullable Throwable cause) {
        super(message == null ? className : className + ": " + message, cause);
        this.className = className;
        this.remoteText = remoteText;
    }

    /** The name of the exception's class. */
    public String className() {
        return className;
    }

    /** The exception as it printed itself there, with its stack trace and causes. */
    public String remoteText() {
        return remoteText;
    }
}

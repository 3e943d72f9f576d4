package org.multijvm.codec;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes from another JVM cannot be made a value again: they are damaged, or a class is missing or not as it was there. */
public final class DecodingException extends MultijvmException {
    private static final long serialVersionUID = 1;

    private final @Nullable String missingClass;

    /** Says what is wrong with the bytes. */
    public DecodingException(String message) {
        super(message);
        missingClass = null;
    }

    /** Says what failed. */
    public DecodingException(String message, @Nullable Throwable cause) {
        super(message, cause);
        missingClass = null;
    }

    private DecodingException(String message, Throwable cause, @Nullable String missingClass) {
        super(message, cause);
        this.missingClass = missingClass;
    }

    static DecodingException missing(String className, Throwable cause) {
        Throwable why = cause.getCause();
        String more = why instanceof java.io.IOException ? ", cause=" + why.getMessage() : "";
        return new DecodingException("class is missing in this JVM: class=" + className + more, cause, className);
    }

    /** The same, with more about where the class is missing. */
    public DecodingException at(String where) {
        return new DecodingException(getMessage() + ", " + where, this, missingClass);
    }

    static DecodingException of(Throwable cause) {
        if (cause instanceof DecodingException decoding) {
            return decoding;
        }
        if (cause instanceof ClassNotFoundException && cause.getMessage() != null) {
            return missing(cause.getMessage(), cause);
        }
        if (cause instanceof NoClassDefFoundError && cause.getMessage() != null) {
            return missing(cause.getMessage().replace('/', '.'), cause);
        }
        return new DecodingException("cannot make the value again: cause=" + cause, cause);
    }

    /** The name of the class that this JVM does not have, if that is the cause. */
    public Optional<String> missingClass() {
        return Optional.ofNullable(missingClass);
    }
}

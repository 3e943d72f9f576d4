package org.multijvm.ipc.socket;

import java.io.IOException;

/** The other side does not have the same key, or speaks something else; Python's {@code AuthenticationError}. */
public final class AuthenticationException extends IOException {
    private static final long serialVersionUID = 1;

    AuthenticationException(String message) {
        super(message);
    }
}

package org.multijvm.server;

import org.multijvm.codec.MultijvmException;

/** A server cannot serve: its workers end before they are ready, whatever it tries. The message has the worker's own last words. */
public final class ServerFailedException extends MultijvmException {
    private static final long serialVersionUID = 1;

    ServerFailedException(String message) {
        super(message);
    }
}

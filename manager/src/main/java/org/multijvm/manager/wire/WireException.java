package org.multijvm.manager.wire;

/** Bytes that no client and no server of this library sends: whoever reads them ends the connection. */
public final class WireException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public WireException(String message) {
        super(message);
    }
}

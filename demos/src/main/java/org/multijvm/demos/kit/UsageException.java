package org.multijvm.demos.kit;

/** The command line asks for what is not there. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong. */
    public UsageException(String message) {
        super(message);
    }
}

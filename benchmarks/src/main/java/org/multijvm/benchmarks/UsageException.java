package org.multijvm.benchmarks;

/** The command line asks for what is not there. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}

package org.multijvm.manager.served;

/** Throws what user's code has thrown, whatever it is, so that it reaches the client as it was. */
final class Thrower {
    private Thrower() {}

    /** Never returns. */
    static RuntimeException unchecked(Throwable thrown) {
        return Thrower.<RuntimeException>as(thrown);
    }

    @SuppressWarnings("unchecked") // the compiler's rule is what this goes round
    private static <T extends Throwable> RuntimeException as(Throwable thrown) throws T {
        throw (T) thrown;
    }
}

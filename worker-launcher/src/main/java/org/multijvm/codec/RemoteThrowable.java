package org.multijvm.codec;

/** What a task threw, on its way to the caller. */
public final class RemoteThrowable {
    private RemoteThrowable() {}

    /** Writes a throwable. Never fails for what it is: what cannot travel does so as text. */
    public static void write(ValueWriter out, Throwable thrown) {
        ThrowableForms.write(thrown, out);
    }

    /**
     * Reads a throwable: the same exception with its stack trace of there, or a {@link RemoteTaskException} if it cannot be made
     * here.
     *
     * @throws DecodingException if the bytes are damaged
     */
    public static Throwable read(ValueReader in) {
        try {
            return ThrowableForms.read(in);
        } catch (RuntimeException e) {
            throw ValueReader.failed(e);
        }
    }
}

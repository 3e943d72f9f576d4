package org.multijvm.codec;

/** Control flow: something inside a value has no tagged form, so that the whole value goes through the {@link Codec}. */
final class NotTagged extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** The one there is: it carries nothing, not even a stack trace. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    static final NotTagged INSTANCE = new NotTagged();

    private NotTagged() {
        super("has no tagged form", null, false, false);
    }
}

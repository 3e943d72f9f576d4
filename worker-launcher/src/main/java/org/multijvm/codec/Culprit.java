package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/** Finds what inside a value keeps it from travelling. */
final class Culprit {
    private Culprit() {}

    static EncodingException explain(String root, @Nullable Object value, Exception cause) {
        return new EncodingException("cannot travel: path=" + root + ", cause=" + cause, cause);
    }
}

package org.multijvm.pool;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Settled} on its way: in bytes of its own, so that what cannot be written or read fails alone.
 *
 * @param kind what the content is
 * @param content a value as it is, or bytes
 */
record SettledItem(
        int kind, @SuppressWarnings("serial") @Nullable Object content) implements Serializable {
    /** A number, a string or the like, or null. */
    static final int PLAIN = 0;

    /** The bytes of a value. */
    static final int VALUE = 1;

    /** The bytes of what was thrown. */
    static final int ERROR = 2;
}

package org.multijvm.ipc.socket;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.held.MessageForm;

/**
 * What both sides of a connection are made with.
 *
 * @param <B> the builder itself
 */
public abstract sealed class SocketBuilder<B extends SocketBuilder<B>> permits Listener.Builder, Client.Builder {
    private static final int DEFAULT_LONGEST = 1 << 30;

    private @Nullable AuthKey key;
    private @Nullable String accepted;
    private int longestMessage = DEFAULT_LONGEST;

    SocketBuilder() {}

    abstract B self();

    /** What both sides must have; default: nothing. A side that has a key goes on only with one that asks for it. */
    public B key(AuthKey newKey) {
        key = Objects.requireNonNull(newKey, "key");
        return self();
    }

    /**
     * Which classes a message may have besides plain data of the JDK; default: none.
     *
     * @param pattern in the form of {@link java.io.ObjectInputFilter.Config#createFilter}
     * @throws IllegalArgumentException if the pattern is not valid
     */
    public B accept(String pattern) {
        MessageForm.filtered("a socket", pattern);
        accepted = pattern;
        return self();
    }

    /**
     * The most bytes of a message that is received as a value or an array; default: 1 GiB. After a longer one nothing is received any more.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public B longestMessage(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a message's most bytes are not negative: bytes=" + bytes);
        }
        longestMessage = bytes;
        return self();
    }

    final SocketSettings settings() {
        return new SocketSettings(key, MessageForm.filtered("a socket", accepted), longestMessage);
    }
}

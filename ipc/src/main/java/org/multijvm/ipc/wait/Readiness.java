package org.multijvm.ipc.wait;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * What a connection tells of itself, so that one thread can wait for several of them. It is woken either by a word, which the other side's
 * processes set, or by a channel of the JDK.
 *
 * <p>A waiting thread looks at {@link #isReady}, announces itself by {@link #announceSleeper}, looks once more, and sleeps; so nothing is missed that
 * comes in between. It ends each sleep after some milliseconds, since the other side may have died. Thread-safe.
 */
public interface Readiness {
    /**
     * Whether something can be received without waiting, be it the news of the end. Does not block.
     *
     * @throws IOException if this handle is closed or cannot receive
     */
    boolean isReady() throws IOException;

    /**
     * Announces a sleeping thread on the word that this gives, which stays 1 until somebody wakes it; to be called again before each sleep.
     *
     * @return the word, or null if a {@link #channel} does its work
     * @throws IOException if this handle is closed or cannot receive
     */
    @Nullable
    FutexWord announceSleeper() throws IOException;

    /** Called by a thread that has slept and takes nothing: a wake that was meant for another thread goes on to that one. */
    void passOn();

    /** The channel that becomes readable when {@link #isReady} is to be asked again, or null if a word does its work. */
    default @Nullable SelectableChannel channel() {
        return null;
    }
}

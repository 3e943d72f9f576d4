package org.multijvm.ipc.wait;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection at which a thread can serve without ever waiting for the other side, so that it can serve others, too. Thread-safe. */
public interface AtOnce extends Readiness {
    /** A look at the memory alone, for a thread that looks all the time: whether something has come, or begun to. Works after close. */
    boolean hasData();

    /**
     * The next message, if it is there in one piece.
     *
     * @return null if there is none, or one that comes in pieces, or another thread receives at this moment
     * @throws IOException if this handle is closed or cannot receive
     */
    byte @Nullable [] receiveAtOnce() throws IOException;

    /**
     * The word on which a thread sleeps that waits for a message: 1 announces it, and whoever wakes it moves it to 0.
     *
     * @throws IOException if this handle is closed or cannot receive
     */
    FutexWord wordOfSleeper() throws IOException;

    /**
     * Sends a message, if there is room for it in one piece.
     *
     * @return false if there is none; nothing was sent
     * @throws IOException if this handle is closed, or nobody can receive at the other end any more
     */
    boolean sendAtOnce(byte[] bytes, int offset, int size) throws IOException, InterruptedException;
}

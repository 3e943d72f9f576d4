package org.multijvm.ipc.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** What carries the bytes of a connection: a channel, or TLS over one. Nothing of it blocks. One thread reads and one writes at a time; any may close it. */
sealed interface Wire permits PlainWire, TlsWire {
    /** What an {@link Entrance} or a {@link #open} waits for. */
    enum Needs {
        /** The channel can be read. */
        READ,
        /** The channel can be written. */
        WRITE,
        /** {@link #runTasks} has been called, which takes time and may call code of the user. */
        TASK,
        /** It is done. */
        NOTHING
    }

    /** The channel below, which does not block. */
    SocketChannel channel();

    /**
     * Does what comes before the first byte, as far as it goes at once. To be called until it needs nothing; not while tasks run.
     *
     * @throws javax.net.ssl.SSLException if the two sides do not come together
     */
    Needs open() throws IOException;

    /** Runs what {@link #open} asked for; in any thread. */
    void runTasks();

    /** Whether the other side has gone while tasks waited to be run, so that nobody needs them; in any thread. */
    boolean hasGone();

    /**
     * Reads what has come.
     *
     * @return how many bytes; 0 if none are there, which the channel tells when it can be read; -1 at the end
     * @throws javax.net.ssl.SSLException if what came is nothing that the other side has sent
     */
    int read(ByteBuffer into) throws IOException;

    /** Takes what it can of these bytes, and gives how many; they are sent when {@link #flush} says so. */
    long write(ByteBuffer... from) throws IOException;

    /** Whether all is sent that was taken; sends what goes at once. */
    boolean flush() throws IOException;

    /** Whether it ended as if somebody had cut it off: the other side has not said that this is the end, where it should have. */
    boolean isCut();

    /** Says that this is the end, if that goes at once, and closes the channel. */
    void close();
}

package org.multijvm.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A client that a {@link ClientHandler} serves: Python's {@code self.request}, {@code rfile} and {@code wfile}.
 *
 * <p>Reading and writing block. They end with a {@link java.net.SocketTimeoutException} when the server's {@link SocketServerBuilder#idleTimeout idle time} or {@link SocketServerBuilder#clientTimeLimit time limit} is over, and with another {@link IOException} when the client is gone or the
 * server ends. Confined to one thread at a time for reading, and one for writing.
 */
public final class ServedClient {
    private static final int LONGEST_LINE = 64 * 1024;

    private final ClientLine line;
    private final InputStream input;
    private final OutputStream output;
    private final SocketAddress remote;
    private final SocketAddress local;

    ServedClient(ClientLine line, SocketAddress remote, SocketAddress local) {
        this.line = line;
        this.input = line.new Input();
        this.output = line.new Output();
        this.remote = remote;
        this.local = local;
    }

    /** What comes from the client, buffered. */
    public InputStream input() {
        return input;
    }

    /** What goes to the client, not buffered: each write is sent at once (rule SS4's {@code wbufsize=0}). */
    public OutputStream output() {
        return output;
    }

    /** The connection itself, in blocking mode, for what streams do not do. What {@link #input} has buffered is not in it any more; its idle time is not watched. */
    public SocketChannel channel() {
        return line.channel();
    }

    /** Who the client is; of a Unix-domain socket as a rule a path without text. */
    public SocketAddress remoteAddress() {
        return remote;
    }

    /** The address of this machine that the client has reached. */
    public SocketAddress localAddress() {
        return local;
    }

    /**
     * The next line as UTF-8, without its end, which is a line feed or a carriage return and a line feed. What comes last counts without an end, too.
     *
     * @return the line; null when the client sends no more
     * @throws IOException if it is longer than 64 KiB
     */
    public @Nullable String readLine() throws IOException {
        return line.readLine(LONGEST_LINE);
    }

    /** Sends a text as UTF-8. */
    public void write(String text) throws IOException {
        output.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits until the client has sent something to be read, for protocols with several requests on one connection. While it waits here the connection can end without harm: it returns false when the client ends or is gone, when its idle time is over, and when the server, or the worker JVM that
     * serves it, is to end.
     *
     * <pre>{@code
     * while (client.awaitRequest()) {
     *     client.write(answer(client.readLine()) + "\n");
     * }
     * }</pre>
     *
     * @return true if there is something to be read
     */
    public boolean awaitRequest() throws IOException {
        return line.awaitRequest();
    }

    /** Whether the server, or the worker JVM that serves this client, is to end: a handler then ends after the request that it is at, and may tell the client so. */
    public boolean isLeaving() {
        return line.isLeaving();
    }

    @Override
    public String toString() {
        return "ServedClient[" + line.name() + "]";
    }
}

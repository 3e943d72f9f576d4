package org.multijvm.demos.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that speaks in lines; waits half a minute for each at most. */
final class Caller implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    private final Socket socket;
    private final BufferedReader reader;

    private Caller(Socket socket, BufferedReader reader) {
        this.socket = socket;
        this.reader = reader;
    }

    static Caller connect(SocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect((InetSocketAddress) address, LIMIT_MILLIS);
        socket.setSoTimeout(LIMIT_MILLIS);
        return new Caller(
                socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** What the server says next; null if it has hung up. */
    @Nullable
    String hear() throws IOException {
        return reader.readLine();
    }

    @Nullable
    String ask(String question) throws IOException {
        socket.getOutputStream().write((question + "\n").getBytes(StandardCharsets.UTF_8));
        return hear();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

package org.multijvm.demos.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that speaks in lines; over TCP it waits half a minute for each at most. */
final class Caller implements AutoCloseable {
    private static final int LIMIT_MILLIS = 30_000;

    private final SocketChannel channel;
    private final BufferedReader reader;

    private Caller(SocketChannel channel, BufferedReader reader) {
        this.channel = channel;
        this.reader = reader;
    }

    static Caller connect(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        if (address instanceof InetSocketAddress) {
            Socket socket = channel.socket();
            socket.setSoTimeout(LIMIT_MILLIS);
            return new Caller(
                    channel,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }
        return new Caller(channel, new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)));
    }

    /** What the server says next; null if it has hung up. */
    @Nullable
    String hear() throws IOException {
        return reader.readLine();
    }

    @Nullable
    String ask(String question) throws IOException {
        channel.write(ByteBuffer.wrap((question + "\n").getBytes(StandardCharsets.UTF_8)));
        return hear();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

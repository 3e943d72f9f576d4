package org.multijvm.server;

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

/** A client with a connection; its reads end after 20 s, of TCP at least. */
final class TestClient implements AutoCloseable {
    private static final int LIMIT_MILLIS = 20_000;

    private final SocketChannel channel;
    private final BufferedReader reader;

    private TestClient(SocketChannel channel, BufferedReader reader) {
        this.channel = channel;
        this.reader = reader;
    }

    static TestClient connect(SocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        if (address instanceof InetSocketAddress) {
            Socket socket = channel.socket();
            socket.setSoTimeout(LIMIT_MILLIS);
            return new TestClient(
                    channel,
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }
        return new TestClient(channel, new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8)));
    }

    /** One question on a connection of its own. */
    static @Nullable String ask(SocketAddress address, String question) throws IOException {
        try (TestClient client = connect(address)) {
            return client.ask(question);
        }
    }

    @Nullable
    String ask(String question) throws IOException {
        send(question + "\n");
        return read();
    }

    void send(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    void send(byte[] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
            channel.write(all);
        }
    }

    /** Null at the end, and if the connection was cut. */
    @Nullable
    String read() throws IOException {
        try {
            return reader.readLine();
        } catch (java.net.SocketTimeoutException nothing) {
            throw nothing;
        } catch (IOException cut) {
            return null;
        }
    }

    /** So many bytes, which may be anything but the end. */
    void readBytes(int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new java.io.EOFException("bytes are missing: count=" + bytes.remaining());
            }
        }
    }

    void sendNoMore() throws IOException {
        channel.shutdownOutput();
    }

    /** Ends with a reset and without a good-bye. */
    void reset() throws IOException {
        channel.setOption(java.net.StandardSocketOptions.SO_LINGER, 0);
        channel.close();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

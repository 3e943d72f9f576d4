package org.multijvm.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** A client that sends one command and waits for its answer, over a Unix socket. Confined to one thread. */
final class RedisClient {
    private final SocketChannel channel;
    private final ByteBuffer out = ByteBuffer.allocateDirect(4096);
    private final ByteBuffer in = ByteBuffer.allocateDirect(4096).flip();

    RedisClient(String socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    static byte[] word(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Sends a command and gives what comes back: the bytes of a string, or the digits of a number.
     *
     * @throws IOException if it is an error or nothing
     */
    byte[] call(byte[]... words) throws IOException {
        out.clear().put((byte) '*').put(word(words.length + "\r\n"));
        for (byte[] word : words) {
            out.put((byte) '$')
                    .put(word(word.length + "\r\n"))
                    .put(word)
                    .put((byte) '\r')
                    .put((byte) '\n');
        }
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        String line = line();
        if (line.charAt(0) == ':') {
            return word(line.substring(1));
        }
        int length = line.charAt(0) == '$' ? Integer.parseInt(line.substring(1)) : -1;
        if (length < 0) {
            throw new IOException("no answer: answer=" + line);
        }
        byte[] answer = new byte[length];
        for (int i = 0; i < length; i++) {
            answer[i] = next();
        }
        line();
        return answer;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte next = next(); next != '\n'; next = next()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private byte next() throws IOException {
        while (!in.hasRemaining()) {
            in.clear();
            int read = channel.read(in);
            in.flip();
            if (read < 0) {
                throw new EOFException("the server has gone");
            }
        }
        return in.get();
    }
}

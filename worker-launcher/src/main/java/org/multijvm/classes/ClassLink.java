package org.multijvm.classes;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Asks a JVM for a class that no file holds. A connection for each question, which takes a fraction of what it takes to make the class: so that none is
 * left to a JVM that has died, and threads do not wait for one another. Thread-safe.
 *
 * <p>It waits until the answer comes or that JVM dies, when the kernel ends the connection. Interrupts must not end the wait: a link that has failed
 * once, the JVM never tries again. An interrupt closes the channel; so the question, which changes nothing, is asked again, and the thread is
 * interrupted when it has its answer.
 */
final class ClassLink {
    private static final int HEADER = 5;

    private ClassLink() {}

    /**
     * Asks for a class.
     *
     * @param place the socket of that JVM
     * @throws IOException if that JVM cannot be reached, or dies
     */
    static Reply ask(String place, int loader, int generation, String name) throws IOException {
        byte[] words = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer question = ByteBuffer.allocate(12 + words.length);
        question.putInt(8 + words.length).putInt(loader).putInt(generation).put(words);
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    channel.connect(UnixDomainSocketAddress.of(place));
                    return ask(channel, question.rewind());
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Reply ask(SocketChannel channel, ByteBuffer question) throws IOException {
        while (question.hasRemaining()) {
            channel.write(question);
        }
        ByteBuffer header = read(channel, HEADER);
        int length = header.getInt();
        return new Reply(header.get(), read(channel, length).array());
    }

    private static ByteBuffer read(SocketChannel from, int length) throws IOException {
        if (length < 0) {
            throw new IOException("damaged answer: length=" + length);
        }
        ByteBuffer into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (from.read(into) < 0) {
                throw new EOFException("it has ended");
            }
        }
        return into.flip();
    }
}

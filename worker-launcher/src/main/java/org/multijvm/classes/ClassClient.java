package org.multijvm.classes;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One JVM that asks for classes. Confined to the server's thread. */
final class ClassClient {
    private static final int FIRST = 512;

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocate(FIRST);
    private @Nullable ByteBuffer out;

    ClassClient(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Reads and answers what can be, without waiting.
     *
     * @return whether it has an answer that the client must take first
     * @throws IOException if the client has ended
     */
    boolean goOn() throws IOException {
        while (true) {
            ByteBuffer answer = out;
            if (answer != null) {
                channel.write(answer);
                if (answer.hasRemaining()) {
                    return true;
                }
                out = null;
            }
            if (!readOne()) {
                return false;
            }
        }
    }

    /** Answers the next question, if all of it is there. */
    private boolean readOne() throws IOException {
        while (!isWhole()) {
            int read = channel.read(in);
            if (read < 0) {
                throw new EOFException();
            }
            if (read == 0) {
                return false;
            }
        }
        int length = in.getInt(0);
        String name = new String(in.array(), 12, length - 8, StandardCharsets.UTF_8);
        Reply reply = answer(in.getInt(4), in.getInt(8), name);
        in.flip().position(4 + length);
        in.compact();
        ByteBuffer answer = ByteBuffer.allocate(5 + reply.content().length);
        out = answer.putInt(reply.content().length)
                .put(reply.kind())
                .put(reply.content())
                .flip();
        return true;
    }

    private boolean isWhole() throws IOException {
        if (in.position() < 4) {
            return false;
        }
        int length = in.getInt(0);
        if (length < 8 || length > Reply.LONGEST_QUESTION) {
            throw new IOException("damaged question: length=" + length);
        }
        if (in.capacity() < 4 + length) {
            in = ByteBuffer.allocate(4 + length).put(in.flip());
        }
        return in.position() >= 4 + length;
    }

    private static Reply answer(int id, int generation, String name) {
        LiveLoader live = Origin.loader(id);
        ClassLoader loader = live == null ? null : live.loader();
        if (live == null || loader == null) {
            return missing("the class loader is gone: loader=" + id);
        }
        try {
            Class<?> type = Class.forName(name, false, loader);
            if (type.getClassLoader() == loader) {
                byte[] bytes = live.give(name, generation);
                return bytes == null
                        ? missing("its loader does not give its bytes: loader=" + loader)
                        : new Reply(Reply.BYTES, bytes);
            }
            String called = ClassNames.of(type);
            return ClassNames.isTagged(called)
                    ? new Reply(Reply.ELSEWHERE, called.getBytes(StandardCharsets.UTF_8))
                    : new Reply(Reply.IN_A_FILE, new byte[0]);
        } catch (ClassNotFoundException e) {
            return missing("");
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            return missing(e.toString());
        }
    }

    private static Reply missing(String why) {
        return new Reply(Reply.MISSING, why.getBytes(StandardCharsets.UTF_8));
    }

    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            return;
        }
    }
}

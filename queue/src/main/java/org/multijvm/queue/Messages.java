package org.multijvm.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.held.MessageCodec;
import org.multijvm.ipc.ring.Message;

/** How messages become bytes and values again. Thread-safe. */
final class Messages {
    private static final Messages TRUSTED = new Messages(null, null);

    private final @Nullable Codec codec;
    private final @Nullable String accepted;
    private final ThreadLocal<@Nullable Reader> readers = new ThreadLocal<>();

    private record Reader(ClassLoader loader, ValueReader reader) {}

    private Messages(@Nullable Codec codec, @Nullable String accepted) {
        this.codec = codec;
        this.accepted = accepted;
    }

    /** Between JVMs of one session. */
    static Messages trusted() {
        return TRUSTED;
    }

    /**
     * Of a folder in which anybody may write.
     *
     * @param accepted the classes that are allowed, besides plain data; in the form of an object input filter
     */
    static Messages filtered(@Nullable String accepted) {
        return new Messages(Codec.filtered(accepted == null ? "" : accepted), accepted);
    }

    @Nullable
    String accepted() {
        return accepted;
    }

    /** Takes the bytes of a message; they are overwritten after it returns. */
    interface Sink {
        Putter.Put put(byte kind, byte[] bytes, int length) throws IOException, InterruptedException;
    }

    /**
     * Writes a message.
     *
     * @throws EncodingException if it cannot travel, or refers to what ends with this session
     */
    Putter.Put write(Object element, Sink sink) throws IOException, InterruptedException {
        if (element instanceof byte[] bytes) {
            return sink.put(MessageCodec.BYTES, bytes, bytes.length);
        }
        MessageCodec current = MessageCodec.current();
        ValueWriter writer = current.encode(element);
        boolean put = false;
        try {
            if (codec != null && !writer.tickets().isEmpty()) {
                throw new EncodingException(
                        "a queue with a name outlives the session, and what is bound to it cannot be put: type="
                                + writer.tickets().get(0).getClass().getName());
            }
            Putter.Put result = sink.put(
                    MessageCodec.VALUE, writer.buffer().array(), writer.buffer().position());
            put = result == Putter.Put.DONE;
            return result;
        } finally {
            if (!put && !writer.tickets().isEmpty()) {
                writer.loseTickets();
            }
            current.done(writer);
        }
    }

    /**
     * The value of a message.
     *
     * @throws DecodingException if it cannot be made here
     */
    Object valueOf(Taken taken) {
        if (taken.kind() == MessageCodec.BYTES) {
            return taken.body();
        }
        if (codec == null) {
            return Objects.requireNonNull(MessageCodec.valueOf(new Message(taken.kind(), taken.body())));
        }
        try {
            return Objects.requireNonNull(
                    reader(codec).over(ByteBuffer.wrap(taken.body())).read());
        } catch (DecodingException e) {
            readers.remove();
            throw e.at("of a queue with a name: accept=" + (accepted == null ? "nothing but plain data" : accepted));
        }
    }

    private ValueReader reader(Codec filtered) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
        Reader reader = readers.get();
        if (reader == null || !reader.loader().equals(loader)) {
            reader = new Reader(loader, new ValueReader(filtered, loader));
            readers.set(reader);
        }
        return reader.reader();
    }
}

package org.multijvm.ipc.held;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ring.Message;

/**
 * How values become messages and values again: between JVMs of one session all of them, elsewhere only those whose classes are allowed and that are not bound to the session. Thread-safe.
 */
public final class MessageForm {
    private static final MessageForm TRUSTED = new MessageForm("", null, null);

    private final String where;
    private final @Nullable Codec codec;
    private final @Nullable String accepted;
    private final ThreadLocal<@Nullable Reader> readers = new ThreadLocal<>();

    private record Reader(ClassLoader loader, ValueReader reader) {}

    private MessageForm(String where, @Nullable Codec codec, @Nullable String accepted) {
        this.where = where;
        this.codec = codec;
        this.accepted = accepted;
    }

    /** Between JVMs of one session. */
    public static MessageForm trusted() {
        return TRUSTED;
    }

    /**
     * Where bytes may come from others.
     *
     * @param where for errors, such as "a socket"
     * @param accepted the classes that are allowed besides plain data, in the form of an object input filter; null for none
     * @throws IllegalArgumentException if that is no such pattern
     */
    public static MessageForm filtered(String where, @Nullable String accepted) {
        return new MessageForm(where, Codec.filtered(accepted == null ? "" : accepted), accepted);
    }

    /** The classes that are allowed besides plain data, if there is a filter and it names any. */
    public @Nullable String accepted() {
        return accepted;
    }

    /** Takes the bytes of a message. */
    public interface Sink {
        /**
         * Takes them; they are overwritten after it returns.
         *
         * @return whether somebody will read them
         */
        boolean take(byte type, byte[] bytes, int length) throws IOException, InterruptedException;
    }

    /**
     * Writes a value.
     *
     * @return what the sink returned
     * @throws EncodingException if it cannot travel
     */
    public boolean write(@Nullable Object value, Sink sink) throws IOException, InterruptedException {
        if (value instanceof byte[] bytes) {
            return sink.take(MessageCodec.BYTES, bytes, bytes.length);
        }
        MessageCodec current = MessageCodec.current();
        ValueWriter writer = current.encode(value);
        boolean taken = false;
        try {
            if (codec != null && !writer.tickets().isEmpty()) {
                throw new EncodingException("what is bound to this session cannot be sent through " + where + ": type="
                        + writer.tickets().get(0).getClass().getName());
            }
            taken = sink.take(
                    MessageCodec.VALUE, writer.buffer().array(), writer.buffer().position());
            return taken;
        } finally {
            if (!taken && !writer.tickets().isEmpty()) {
                writer.loseTickets();
            }
            current.done(writer);
        }
    }

    /**
     * The value of a message.
     *
     * @throws DecodingException if it cannot be made here, or a class is not allowed
     */
    public @Nullable Object valueOf(byte type, byte[] bytes) {
        if (codec == null || type == MessageCodec.BYTES) {
            return MessageCodec.valueOf(new Message(type, bytes));
        }
        try {
            return reader(codec).over(ByteBuffer.wrap(bytes)).read();
        } catch (DecodingException e) {
            readers.remove();
            throw e.at("from " + where + ": accept=" + (accepted == null ? "nothing but plain data" : accepted));
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

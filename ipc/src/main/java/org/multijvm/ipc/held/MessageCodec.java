package org.multijvm.ipc.held;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.ring.Message;

/**
 * Turns values into messages and back, in the tagged binary form of {@code org.multijvm.codec}. A byte array is a message as it
 * is. One a thread, which keeps its buffers; a value whose serialization sends messages itself gets buffers of its own.
 */
public final class MessageCodec {
    /** The type of a message that is a value in tagged binary. */
    public static final byte VALUE = 1;

    /** The type of a message that is bytes. */
    public static final byte BYTES = 2;

    private static final ThreadLocal<MessageCodec> CURRENT = new ThreadLocal<>();

    private @Nullable ValueWriter writer;
    private @Nullable ValueReader reader;
    private @Nullable ClassLoader readersLoader;

    private MessageCodec() {}

    /** This thread's. */
    public static MessageCodec current() {
        MessageCodec codec = CURRENT.get();
        if (codec == null) {
            codec = new MessageCodec();
            CURRENT.set(codec);
        }
        return codec;
    }

    /**
     * A writer that holds the value: its bytes are in the array of its buffer, from 0 up to the position. Give it back by {@link
     * #done}.
     *
     * @throws EncodingException if the value cannot travel
     */
    public ValueWriter encode(@Nullable Object value) {
        ValueWriter taken = writer;
        writer = null;
        if (taken == null) {
            taken = new ValueWriter(Codec.java());
        }
        try {
            taken.write("message", value);
        } catch (RuntimeException | Error e) {
            done(taken);
            throw e;
        }
        return taken;
    }

    /** Takes a writer back. */
    public void done(ValueWriter taken) {
        taken.clear();
        writer = taken;
    }

    /**
     * The value of a message.
     *
     * @throws DecodingException if it cannot be made here; classes are found by the thread's context class loader
     */
    public static @Nullable Object valueOf(Message message) {
        return message.type() == BYTES ? message.bytes() : current().decode(message);
    }

    private @Nullable Object decode(Message message) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        if (loader == null) {
            loader = ClassLoader.getSystemClassLoader();
        }
        ValueReader taken = reader;
        reader = null;
        if (taken == null || !loader.equals(readersLoader)) {
            taken = new ValueReader(Codec.java(), loader);
        }
        Object value = taken.over(ByteBuffer.wrap(message.bytes())).read();
        reader = taken;
        readersLoader = loader;
        return value;
    }
}

package org.multijvm.pool.logging;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.slf4j.event.Level;

/**
 * One event of a worker's logger, as it travels. Markers do not.
 *
 * @param level its level
 * @param logger the logger's name
 * @param thread the name of the thread that logged
 * @param message with its parameters in it
 * @param context the thread's MDC
 * @param thrown what was logged with it; the same exception here if it can travel, else its text
 */
record LogRecord(
        Level level,
        String logger,
        String thread,
        String message,
        Map<String, String> context,
        @Nullable Throwable thrown) {
    byte[] toBytes() {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeInt(level.toInt());
        out.writeString(logger);
        out.writeString(thread);
        out.writeString(message);
        out.writeCount(context.size());
        for (Map.Entry<String, String> entry : context.entrySet()) {
            out.writeString(entry.getKey());
            out.writeString(String.valueOf(entry.getValue()));
        }
        out.writeByte(thrown == null ? 0 : 1);
        if (thrown != null) {
            RemoteThrowable.write(out, thrown);
        }
        return out.toBytes();
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws org.multijvm.codec.DecodingException if the bytes are damaged
     */
    static LogRecord of(byte[] bytes, ValueReader reader) {
        ValueReader in = reader.over(ByteBuffer.wrap(bytes));
        Level level = Level.intToLevel(in.readInt());
        String logger = in.readString();
        String thread = in.readString();
        String message = in.readString();
        Map<String, String> context = new HashMap<>();
        for (int left = in.readCount(); left > 0; left--) {
            context.put(in.readString(), in.readString());
        }
        return new LogRecord(
                level, logger, thread, message, context, in.readByte() == 0 ? null : RemoteThrowable.read(in));
    }
}

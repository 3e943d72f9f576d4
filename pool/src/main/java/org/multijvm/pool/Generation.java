package org.multijvm.pool;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;

/** The function of a {@link Pool#generate}, where it runs: what it yields goes by a pipe, whose end here is the task's own. */
final class Generation implements SerializableFunction<Connection, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    private final SerializableConsumer<ResultSink<@Nullable Object>> function;

    /** What encodes values; null for the pipe's own. */
    @SuppressWarnings("serial") // a pool's codec travels to its workers
    private final @Nullable Codec codec;

    @SuppressWarnings("unchecked") // whoever takes the values knows their type
    Generation(SerializableConsumer<? extends ResultSink<?>> function, @Nullable Codec codec) {
        this.function = (SerializableConsumer<ResultSink<@Nullable Object>>) Objects.requireNonNull(function);
        this.codec = codec;
    }

    /** Its end is closed behind all that it has yielded, however it ends, so that whoever takes that comes to the end of it. */
    @Override
    @Nullable
    public Object apply(Connection end) throws Exception {
        try (Connection open = end) {
            function.accept(value -> put(open, value));
        }
        return null;
    }

    private void put(Connection end, @Nullable Object value) throws InterruptedException {
        try {
            if (codec == null) {
                end.send(value);
            } else {
                ValueWriter out = new ValueWriter(codec);
                out.write("value", value);
                end.sendBytes(out.toBytes());
            }
        } catch (IOException e) {
            throw ended(e);
        }
    }

    static CancellationException ended(@Nullable Throwable cause) {
        CancellationException ended =
                new CancellationException("nobody takes what the task yields: its iterator was closed or it is over");
        ended.initCause(cause);
        return ended;
    }

    /**
     * The receiving end of the pipe by which a {@link Generation} yields. It comes to its end when the task has closed the other one, when its worker has died, or
     * when the task is over without having had it. Of a value in whose middle the worker died nothing arrives.
     */
    static final class Receiver implements YieldedResults.Way {
        private final Connection end;
        private final @Nullable Codec codec;
        private final ClassLoader loader;

        /**
         * The way from a task.
         *
         * @param codec what the values are encoded by; null for the pipe's own
         * @param loader finds the classes of what comes by such a codec
         */
        Receiver(Connection end, @Nullable Codec codec, ClassLoader loader) {
            this.end = end;
            this.codec = codec;
            this.loader = loader;
        }

        @Override
        public boolean await(long nanos) throws InterruptedException {
            try {
                return end.poll(Duration.ofNanos(nanos));
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }

        @Override
        public @Nullable Value poll() throws InterruptedException {
            try {
                if (codec == null) {
                    return new Value(end.recv());
                }
                return new Value(new ValueReader(codec, loader)
                        .over(ByteBuffer.wrap(end.recvBytes()))
                        .read());
            } catch (EOFException none) {
                return null;
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            end.close();
        }
    }
}

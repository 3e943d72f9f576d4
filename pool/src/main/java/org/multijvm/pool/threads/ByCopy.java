package org.multijvm.pool.threads;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.pool.engine.EncodedAnswer;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.Work;

/** Encodes and decodes everything as if the threads were other JVMs: so whatever cannot travel fails here as it would there. */
final class ByCopy implements Passage {
    private final Codec codec;
    private final ClassLoader loader;
    private final byte @Nullable [] initializer;

    /**
     * @param loader finds the classes of what arrives
     * @throws org.multijvm.codec.EncodingException if the initializer or its argument cannot travel
     */
    ByCopy(PoolOptions options, ClassLoader loader) {
        this.codec = options.codec() != null ? options.codec() : Codec.java();
        this.loader = loader;
        this.initializer = options.initializer() == null ? null : encodedInitializer(options);
    }

    @Override
    public LocalCall call(Work work) {
        return new Encoded(EncodedCall.of(work, codec));
    }

    @Override
    public void checkTravels(Serializable function) {
        EncodedCall.checkTravels(function, codec);
    }

    @Override
    @SuppressWarnings("unchecked") // written by encodedInitializer
    public void initialize() throws Exception {
        byte[] encoded = initializer;
        if (encoded != null) {
            ValueReader in = new ValueReader(Codec.java(), loader).over(ByteBuffer.wrap(encoded));
            SerializableConsumer<@Nullable Object> function =
                    (SerializableConsumer<@Nullable Object>) Objects.requireNonNull(in.read());
            function.accept(in.read());
        }
    }

    @Override
    public boolean copies() {
        return true;
    }

    private static byte[] encodedInitializer(PoolOptions options) {
        ValueWriter out = new ValueWriter(Codec.java());
        out.write("initializer", options.initializer());
        out.write("initializer argument", options.initializerArgument());
        return out.toBytes();
    }

    /** A call in the bytes that would lie in a worker's ring. */
    private final class Encoded implements LocalCall {
        private final EncodedCall call;

        Encoded(EncodedCall call) {
            this.call = call;
        }

        @Override
        public String function() {
            return call.function();
        }

        @Override
        public int weight() {
            return call.bytes().length;
        }

        @Override
        public @Nullable Object run(Task task) throws Throwable {
            EncodedAnswer answer = call.run(codec, loader);
            ValueReader in = new ValueReader(codec, loader).over(ByteBuffer.wrap(answer.bytes()));
            if (answer.isError()) {
                throw RemoteThrowable.read(in);
            }
            return task.read(in);
        }
    }
}

package org.multijvm.pool.threads;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.SerializableConsumer;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;
import org.multijvm.pool.engine.Call;
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
        ValueWriter out = new ValueWriter(codec);
        FunctionShape shape = FunctionShape.of(work.function());
        shape.writeDefinition(out);
        work.write(shape, out);
        return new Encoded(work.kind(), shape, out.toBytes());
    }

    @Override
    public void checkTravels(Serializable function) {
        FunctionShape.of(function).writeState(function, new ValueWriter(codec));
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

    /** A view, for what is read at once: a result may be large. */
    private static ByteBuffer written(ValueWriter out) {
        return out.buffer().duplicate().flip();
    }

    /** A call in the bytes that would lie in a worker's ring: definition and state of the function, arguments. */
    private final class Encoded implements LocalCall {
        private final int kind;
        private final FunctionShape shape;
        private final byte[] bytes;

        Encoded(int kind, FunctionShape shape, byte[] bytes) {
            this.kind = kind;
            this.shape = shape;
            this.bytes = bytes;
        }

        @Override
        public String function() {
            return shape.name();
        }

        @Override
        public int weight() {
            return bytes.length;
        }

        @Override
        public @Nullable Object run(Task task) throws Throwable {
            ValueReader in = new ValueReader(codec, loader).over(ByteBuffer.wrap(bytes));
            Call call = Call.read(kind, FunctionShape.readDefinition(in), in);
            ValueWriter out = new ValueWriter(codec);
            try {
                Object result = call.invoke();
                if (call.givesList()) {
                    List<?> results = (List<?>) Objects.requireNonNull(result);
                    out.writeList(results, 0, results.size());
                } else {
                    out.write("result", result);
                }
            } catch (Throwable e) {
                out.clear();
                RemoteThrowable.write(out, e);
                throw RemoteThrowable.read(in.over(written(out)));
            }
            return task.read(in.over(written(out)));
        }
    }
}

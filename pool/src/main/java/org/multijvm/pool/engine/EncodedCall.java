package org.multijvm.pool.engine;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/**
 * A call in the bytes in which it goes where it runs, whatever brings it there. Immutable, as long as nobody writes to its array, and thread-safe.
 *
 * @param kind its shape, see {@link CallKind}
 * @param function what people call its function: {@code com.example.Report::render}
 * @param bytes definition and state of the function, and the arguments
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EncodedCall(int kind, String function, byte[] bytes) implements Serializable {
    /**
     * Encodes it.
     *
     * @throws org.multijvm.codec.EncodingException if it cannot travel
     */
    public static EncodedCall of(Work work, Codec codec) {
        ValueWriter out = new ValueWriter(codec);
        FunctionShape shape = FunctionShape.of(work.function());
        shape.writeDefinition(out);
        work.write(shape, out);
        return new EncodedCall(work.kind(), shape.name(), out.toBytes());
    }

    /**
     * Throws as {@link #of} would for its function.
     *
     * @throws org.multijvm.codec.EncodingException if the function cannot travel
     */
    public static void checkTravels(Serializable function, Codec codec) {
        FunctionShape.of(function).writeState(function, new ValueWriter(codec));
    }

    /**
     * Decodes it and runs it, in the current thread. Never throws: what the function throws, and whatever else fails, is the answer.
     *
     * @param codec the same as that of the encoding
     * @param loader finds the classes of what arrives
     */
    public EncodedAnswer run(Codec codec, ClassLoader loader) {
        ValueWriter out = new ValueWriter(codec);
        try {
            invoke(codec, loader, out);
            return new EncodedAnswer(false, out.toBytes());
        } catch (Throwable e) {
            out.clear();
            RemoteThrowable.write(out, e);
            return new EncodedAnswer(true, out.toBytes());
        }
    }

    /**
     * As {@link #run}, but what fails is thrown, so that whoever runs this as a task of another pool has the failure where that looks for it.
     *
     * @return the bytes of the result
     * @throws Exception what the function throws
     */
    public byte[] call(Codec codec, ClassLoader loader) throws Exception {
        ValueWriter out = new ValueWriter(codec);
        invoke(codec, loader, out);
        return out.toBytes();
    }

    private void invoke(Codec codec, ClassLoader loader, ValueWriter out) throws Exception {
        ValueReader in = new ValueReader(codec, loader).over(ByteBuffer.wrap(bytes));
        Call call = Call.read(kind, FunctionShape.readDefinition(in), in);
        Object result = call.invoke();
        if (call.givesList()) {
            List<?> results = (List<?>) Objects.requireNonNull(result);
            out.writeList(results, 0, results.size());
        } else {
            out.write("result", result);
        }
    }
}

package org.multijvm.launcher;

import java.nio.ByteBuffer;
import org.multijvm.codec.Codec;
import org.multijvm.codec.FunctionMaker;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/** A function as bytes: its definition, then its state. */
final class FunctionBytes {
    private FunctionBytes() {}

    /**
     * The function as bytes.
     *
     * @throws RuntimeException the codec's, which names the path to what cannot travel
     */
    static byte[] write(SerializableRunnable function) {
        return write(function, new ValueWriter(Codec.java()));
    }

    /** As {@link #write(SerializableRunnable)}, by a writer that then knows the tickets in it. */
    static byte[] write(SerializableRunnable function, ValueWriter out) {
        FunctionShape shape = FunctionShape.of(function);
        shape.writeDefinition(out);
        shape.writeState(function, out);
        return out.toBytes();
    }

    /** The function again, with classes of this loader. */
    static SerializableRunnable read(byte[] bytes, ClassLoader loader) {
        ValueReader in = new ValueReader(Codec.java(), loader).over(ByteBuffer.wrap(bytes));
        FunctionMaker maker = FunctionShape.readDefinition(in);
        ClassLoader memory = in.memory();
        if (memory != null) {
            // as it is in the JVM of a class that no file holds: what looks for it by name finds it
            Thread.currentThread().setContextClassLoader(memory);
        }
        return (SerializableRunnable) maker.make(in);
    }
}

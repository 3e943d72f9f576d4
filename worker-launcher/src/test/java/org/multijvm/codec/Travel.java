package org.multijvm.codec;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends things through a writer and a reader of this JVM. */
final class Travel {
    static final ClassLoader LOADER = Travel.class.getClassLoader();

    private Travel() {}

    static byte[] bytes(@Nullable Object value) {
        ValueWriter out = new ValueWriter(Codec.java());
        out.write(value);
        return bytes(out);
    }

    static byte[] bytes(ValueWriter out) {
        byte[] bytes = new byte[out.buffer().position()];
        out.buffer().flip().get(bytes);
        return bytes;
    }

    static ValueReader over(byte[] bytes) {
        return new ValueReader(Codec.java(), LOADER).over(ByteBuffer.wrap(bytes));
    }

    @SuppressWarnings("unchecked")
    static <T> T value(T value) {
        return (T) over(bytes(value)).read();
    }

    @SuppressWarnings("unchecked")
    static <T extends Serializable> T function(T function) {
        ValueWriter out = new ValueWriter(Codec.java());
        FunctionShape shape = FunctionShape.of(function);
        shape.writeDefinition(out);
        shape.writeState(function, out);
        ValueReader in = over(bytes(out));
        T made = (T) FunctionShape.readDefinition(in).make(in);
        if (in.buffer().hasRemaining()) {
            throw new AssertionError("left over: bytes=" + in.buffer().remaining());
        }
        return made;
    }
}

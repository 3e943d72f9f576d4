package org.multijvm.cluster.wire;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/** Values in bytes, between nodes of a cluster, which trust each other. Thread-safe. */
public final class Wire {
    private Wire() {}

    /** How values travel that have no tagged form. */
    public static Codec codec() {
        return Codec.java();
    }

    /** One value. */
    public static byte[] encode(@Nullable Object value) {
        ValueWriter out = new ValueWriter(codec());
        out.write(value);
        return out.toBytes();
    }

    /**
     * The value of {@link #encode}.
     *
     * @param loader finds its classes
     * @throws org.multijvm.codec.DecodingException if it is none
     */
    public static @Nullable Object decode(byte[] bytes, ClassLoader loader) {
        return new ValueReader(codec(), loader).over(ByteBuffer.wrap(bytes)).read();
    }

    /** A message of this library's own classes. */
    public static Message message(byte[] bytes) {
        return (Message) Objects.requireNonNull(decode(bytes, Wire.class.getClassLoader()));
    }
}

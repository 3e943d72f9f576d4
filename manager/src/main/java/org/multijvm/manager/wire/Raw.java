package org.multijvm.manager.wire;

import java.nio.ByteBuffer;
import org.multijvm.codec.ValueWriter;

/** Bytes of a known number, in a message. */
public final class Raw {
    private Raw() {}

    public static void write(ValueWriter out, byte[] bytes) {
        int at = 0;
        ByteBuffer buffer = out.buffer();
        while (at < bytes.length) {
            if (buffer.remaining() < Math.min(Long.BYTES, bytes.length - at)) {
                // grows by doubling
                out.writeByte(bytes[at++]);
                buffer = out.buffer();
            } else {
                int size = Math.min(buffer.remaining(), bytes.length - at);
                buffer.put(bytes, at, size);
                at += size;
            }
        }
    }
}

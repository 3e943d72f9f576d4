package org.multijvm.cluster.shared;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** A key and a value of a dict, as the bytes of an entry: {@code key (bytes), value (bytes)}. Bytes of keys that are compared are no bytes of which a key can be made. */
record DictEntry(byte[] key, byte[] value) {
    static byte[] bytes(byte[] key, Object value) {
        ValueWriter out = new ValueWriter(Codec.java());
        out.writeBytes(key);
        out.writeBytes(Remote.bytes(value));
        return out.toBytes();
    }

    static DictEntry of(byte[] bytes) {
        In in = new In(bytes);
        return new DictEntry(Remote.readBytes(in), Remote.readBytes(in));
    }

    /** The value of an entry's bytes; null if there is no entry. Containers in it cannot be changed. */
    static @Nullable Object copy(byte @Nullable [] bytes) {
        return bytes == null ? null : Remote.copy(of(bytes).value);
    }

    /** The value of an entry that was taken out; null if there was none. */
    static @Nullable Object taken(byte @Nullable [] bytes) {
        return bytes == null ? null : Remote.value(of(bytes).value);
    }

    Object keyObject() {
        return Objects.requireNonNull(Remote.copy(key));
    }
}

package org.multijvm.pool;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;

/**
 * How the results of a {@link SettledFunction} become {@link Settled}s here. Thread-safe.
 *
 * @param codec the pool's; null for the default one
 * @param loader finds the classes of what arrives
 */
record Settling(@Nullable Codec codec, ClassLoader loader) {
    /** The function as it is to be submitted where results travel, or do not. */
    Serializable travelling(SettledFunction<?> function, boolean copies) {
        return copies ? function.travelling(codec) : function;
    }

    /** All results of a chunk, of which the first has this index. */
    List<Settled<?>> all(long from, List<?> results) {
        List<Settled<?>> all = new ArrayList<>(results.size());
        for (Object result : results) {
            all.add(one(from + all.size(), Objects.requireNonNull(result)));
        }
        return all;
    }

    /** The failure of a chunk as that of each of its items. */
    List<Settled<?>> all(long from, int items, Throwable failure) {
        List<Settled<?>> all = new ArrayList<>(items);
        for (int i = 0; i < items; i++) {
            all.add(Settled.failed(from + i, failure));
        }
        return all;
    }

    Settled<?> one(long index, Object result) {
        if (result instanceof Settled<?> here) {
            return new Settled<>(index, here.value(), here.error());
        }
        SettledItem item = (SettledItem) result;
        if (item.kind() == SettledItem.PLAIN) {
            return Settled.value(index, item.content());
        }
        try {
            ValueReader in = new ValueReader(codec == null ? Codec.java() : codec, loader)
                    .over(ByteBuffer.wrap((byte[]) Objects.requireNonNull(item.content())));
            return item.kind() == SettledItem.VALUE
                    ? Settled.value(index, in.read())
                    : Settled.failed(index, RemoteThrowable.read(in));
        } catch (RuntimeException | Error unreadable) {
            return Settled.failed(index, unreadable);
        }
    }
}

package org.multijvm.pool;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.SerializableBiFunction;
import org.multijvm.codec.SerializableFunction;
import org.multijvm.codec.SerializableTriFunction;
import org.multijvm.codec.ValueWriter;

/**
 * The function of a {@link Settled}, where it runs: gives a {@link Settled}, or, where results travel, a {@link SettledItem}. An interrupt gets through: it
 * is meant for the task, which is a whole chunk.
 */
@SuppressWarnings("unchecked") // the three faces that Settled.of gives it are those of the function
final class SettledFunction<T extends @Nullable Object>
        implements SerializableFunction<T, Object>,
                SerializableBiFunction<Object, Object, Object>,
                SerializableTriFunction<Object, Object, Object, Object> {
    private static final long serialVersionUID = 1L;

    private final Serializable function;

    /** What encodes results; null if the pool has not said so. */
    @SuppressWarnings("serial") // a pool's codec travels to its workers
    private final @Nullable Codec codec;

    private final boolean travels;

    SettledFunction(Serializable function) {
        this(function, null, false);
    }

    private SettledFunction(Serializable function, @Nullable Codec codec, boolean travels) {
        this.function = Objects.requireNonNull(function, "function");
        this.codec = codec;
        this.travels = travels;
    }

    /** The same, for results that travel one by one. */
    SettledFunction<T> travelling(@Nullable Codec poolCodec) {
        return new SettledFunction<>(function, poolCodec, true);
    }

    @Override
    public Object apply(T item) throws InterruptedException {
        try {
            return settled(((SerializableFunction<Object, Object>) function).apply(item));
        } catch (Throwable e) {
            return failed(e);
        }
    }

    @Override
    public Object apply(Object left, Object right) throws InterruptedException {
        try {
            return settled(((SerializableBiFunction<Object, Object, Object>) function).apply(left, right));
        } catch (Throwable e) {
            return failed(e);
        }
    }

    @Override
    public Object apply(Object left, Object middle, Object right) throws InterruptedException {
        try {
            return settled(
                    ((SerializableTriFunction<Object, Object, Object, Object>) function).apply(left, middle, right));
        } catch (Throwable e) {
            return failed(e);
        }
    }

    private Object settled(@Nullable Object value) {
        if (!travels) {
            return Settled.value(0, value);
        }
        if (value == null || value instanceof String || value instanceof Number || value instanceof Boolean) {
            return new SettledItem(SettledItem.PLAIN, value);
        }
        ValueWriter out = new ValueWriter(codec == null ? Codec.java() : codec);
        out.write("result", value);
        return new SettledItem(SettledItem.VALUE, out.toBytes());
    }

    private Object failed(Throwable thrown) throws InterruptedException {
        if (thrown instanceof InterruptedException interrupt) {
            throw interrupt;
        }
        if (!travels) {
            return Settled.failed(0, thrown);
        }
        ValueWriter out = new ValueWriter(codec == null ? Codec.java() : codec);
        RemoteThrowable.write(out, thrown);
        return new SettledItem(SettledItem.ERROR, out.toBytes());
    }
}

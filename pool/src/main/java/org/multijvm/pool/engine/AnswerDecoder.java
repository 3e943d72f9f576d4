package org.multijvm.pool.engine;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.ValueReader;

/**
 * Decodes answers for whoever asks, with readers that know their classes already where one is free. A reader in which a decoding has failed is
 * not used again. Thread-safe.
 */
public final class AnswerDecoder {
    private static final int SPARE = 8;

    private final Codec codec;
    private final ClassLoader loader;
    private final AtomicReferenceArray<@Nullable ValueReader> spare = new AtomicReferenceArray<>(SPARE);

    /**
     * A decoder for one pool.
     *
     * @param loader finds the classes of what arrives
     */
    public AnswerDecoder(Codec codec, ClassLoader loader) {
        this.codec = codec;
        this.loader = loader;
    }

    /** A reader for one thread alone. */
    public ValueReader newReader() {
        return new ValueReader(codec, loader);
    }

    /** What a task gave. */
    @Nullable
    Object value(byte[] bytes, Task task) {
        ValueReader reader = take();
        Object value = task.read(reader.over(ByteBuffer.wrap(bytes)));
        give(reader);
        return value;
    }

    /** Any value. */
    @Nullable
    Object value(byte[] bytes) {
        ValueReader reader = take();
        Object value = reader.over(ByteBuffer.wrap(bytes)).read();
        give(reader);
        return value;
    }

    /** What was thrown. */
    Throwable throwable(byte[] bytes) {
        ValueReader reader = take();
        Throwable thrown = RemoteThrowable.read(reader.over(ByteBuffer.wrap(bytes)));
        give(reader);
        return thrown;
    }

    private ValueReader take() {
        for (int i = 0; i < SPARE; i++) {
            ValueReader found = spare.get(i) == null ? null : spare.getAndSet(i, null);
            if (found != null) {
                return found;
            }
        }
        return newReader();
    }

    private void give(ValueReader reader) {
        reader.over(ByteBuffer.allocate(0));
        for (int i = 0; i < SPARE; i++) {
            if (spare.get(i) == null && spare.compareAndSet(i, null, reader)) {
                return;
            }
        }
    }
}

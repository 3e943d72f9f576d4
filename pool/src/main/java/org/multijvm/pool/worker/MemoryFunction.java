package org.multijvm.pool.worker;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.FunctionMaker;
import org.multijvm.codec.FunctionShape;
import org.multijvm.codec.ValueReader;

/**
 * A function that was sent, and whose class no file holds: its definition. What makes it lives as long as its class, so that versions that were replaced
 * can go; should a call of such a one come late, its class is made again. Confined to the worker's thread.
 */
final class MemoryFunction {
    private final byte[] definition;
    private WeakReference<@Nullable FunctionMaker> made = new WeakReference<>(null);
    private WeakReference<@Nullable ClassLoader> loader = new WeakReference<>(null);

    MemoryFunction(byte[] definition) {
        this.definition = definition;
    }

    /**
     * What makes it.
     *
     * @param reader is free
     * @throws org.multijvm.codec.DecodingException if the class cannot be had, now
     */
    FunctionMaker maker(ValueReader reader) {
        FunctionMaker known = made.get();
        if (known == null) {
            ValueReader in = reader.over(ByteBuffer.wrap(definition));
            known = FunctionShape.readDefinition(in);
            made = new WeakReference<>(known);
            loader = new WeakReference<>(in.memory());
            in.keepInMemory(known);
        }
        return known;
    }

    /** That of its class, while what makes it is held. */
    @Nullable
    ClassLoader loader() {
        return loader.get();
    }
}

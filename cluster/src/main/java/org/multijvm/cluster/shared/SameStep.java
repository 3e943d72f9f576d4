package org.multijvm.cluster.shared;

import java.util.Arrays;
import javax.cache.processor.MutableEntry;
import org.apache.ignite.cache.CacheEntryProcessor;
import org.jspecify.annotations.Nullable;

/** Replaces or removes a value whose bytes are as expected. Gives null if it did, else what is there, or {@link #NOTHING}. */
final class SameStep implements CacheEntryProcessor<String, byte[], byte @Nullable []> {
    /** No value has so few bytes. */
    static final byte[] NOTHING = {};

    private static final long serialVersionUID = 1;

    private final byte[] expected;
    private final byte @Nullable [] replacement;

    SameStep(byte[] expected, byte @Nullable [] replacement) {
        this.expected = expected;
        this.replacement = replacement;
    }

    @Override
    public byte @Nullable [] process(MutableEntry<String, byte[]> entry, Object... arguments) {
        byte[] there = entry.exists() ? entry.getValue() : null;
        if (there == null) {
            return NOTHING;
        }
        if (!Arrays.equals(there, expected)) {
            return there;
        }
        if (replacement == null) {
            entry.remove();
        } else {
            entry.setValue(replacement);
        }
        return null;
    }
}

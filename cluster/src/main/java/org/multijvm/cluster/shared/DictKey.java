package org.multijvm.cluster.shared;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.multijvm.manager.wire.KeyForm;

/** Keys of dicts in the caches: texts, each character of which is a byte of {@link KeyForm}'s, so that they are equal exactly if the keys are, and members need no class of them. */
final class DictKey {
    private DictKey() {}

    /**
     * The key in the cache.
     *
     * @throws IllegalArgumentException if nobody can tell by its bytes what it is equal to
     */
    static String of(Object key) {
        byte[] bytes = KeyForm.bytes(Objects.requireNonNull(key, "key"));
        if (bytes == null) {
            throw new IllegalArgumentException(
                    "such keys cannot be compared by bytes: use texts, numbers, enums, times, records, or lists, sets and maps of these: type="
                            + key.getClass().getName());
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}

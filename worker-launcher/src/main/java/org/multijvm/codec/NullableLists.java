package org.multijvm.codec;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the immutable lists that hold nulls. A class of its own, because only streams make them and streams take time to load. */
final class NullableLists {
    private NullableLists() {}

    static List<@Nullable Object> of(@Nullable Object[] elements) {
        return Stream.of(elements).toList();
    }
}

package org.multijvm.codec;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the immutable lists that hold nulls. A class of its own, because only streams make them and streams take time to load. */
final class NullableLists {
    private NullableLists() {}

    /** Whether a list is one of these, also without any null in it. Only a list that refuses null is its own copy. */
    static boolean is(List<?> list) {
        try {
            return List.copyOf(list) != list;
        } catch (NullPointerException e) {
            return true;
        }
    }

    static List<@Nullable Object> of(@Nullable Object[] elements) {
        return Stream.of(elements).toList();
    }
}

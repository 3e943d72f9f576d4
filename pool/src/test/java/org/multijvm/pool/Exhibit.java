package org.multijvm.pool;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One kind of value and how it travels.
 *
 * @param differs why it does not travel as by Java serialization; null if it does
 * @param check of what does differ, or what bytes do not show: what was sent, what arrived
 */
record Exhibit(
        String name,
        Supplier<@Nullable Object> make,
        @Nullable String differs,
        @Nullable BiConsumer<Object, Object> check) {
    /** Travels as by Java serialization, byte by byte. */
    static Exhibit same(String name, Supplier<@Nullable Object> make) {
        return new Exhibit(name, make, null, null);
    }

    /** Travels as by Java serialization; bytes do not show it, since they hang on identity or chance. */
    static Exhibit same(String name, Supplier<@Nullable Object> make, BiConsumer<Object, Object> check) {
        return new Exhibit(name, make, null, check);
    }

    static Exhibit differs(String why, String name, Supplier<@Nullable Object> make, BiConsumer<Object, Object> check) {
        return new Exhibit(name, make, why, check);
    }

    static List<Exhibit> all() {
        List<Exhibit> all = new java.util.ArrayList<>(ZooOfData.all());
        all.addAll(ZooOfContainers.all());
        all.addAll(ZooOfClasses.all());
        return all;
    }

    @Override
    public String toString() {
        return name;
    }
}

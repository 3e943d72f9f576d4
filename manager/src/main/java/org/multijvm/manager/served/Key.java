package org.multijvm.manager.served;

import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Item;
import org.multijvm.manager.wire.KeyForm;
import org.multijvm.manager.wire.WireException;

/** A key of a dict: equal to another one by its bytes, or, if it has none that say it, by the object itself. Immutable. */
final class Key {
    private final byte[] bytes;
    private final @Nullable Object object;
    private final int hash;
    final Item item;

    private Key(byte[] bytes, @Nullable Object object, Item item) {
        this.bytes = bytes;
        this.object = object;
        this.item = item;
        this.hash = object == null ? Arrays.hashCode(bytes) : object.hashCode();
    }

    /**
     * Reads a key.
     *
     * @param decoder makes the object of a key that cannot be compared by bytes
     */
    static Key read(In in, Function<Item, @Nullable Object> decoder) {
        byte form = in.readByte();
        if (form == KeyForm.SCALAR) {
            Item item = in.readItem();
            return new Key(item.bytes(), null, item);
        }
        if (form == KeyForm.COMPOSITE) {
            return new Key(in.readBytes(in.readCount(1)), null, in.readItem());
        }
        if (form != KeyForm.OBJECT) {
            throw new WireException("no such form of a key: form=" + form);
        }
        Item item = in.readItem();
        Object object = decoder.apply(item);
        if (object == null) {
            throw new NullPointerException("a key must not be null");
        }
        return new Key(item.bytes(), object, item);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key
                && hash == key.hash
                && (object == null ? key.object == null && Arrays.equals(bytes, key.bytes) : object.equals(key.object));
    }

    @Override
    public int hashCode() {
        return hash;
    }
}

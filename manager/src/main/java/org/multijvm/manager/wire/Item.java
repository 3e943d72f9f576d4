package org.multijvm.manager.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.ValueWriter;

/**
 * A value as bytes, as a client has encoded it. The server stores and hands out items and decodes none, so it needs no class of theirs, and hostile bytes run
 * nothing in it. Immutable but for {@link #keep}; equal if the bytes are.
 *
 * <pre>
 *   kind (byte)      NONE: nothing follows
 *   length (int), bytes
 *   number of objects (count), their numbers (long)     if the kind is NAMING
 * </pre>
 */
public final class Item {
    static final byte NONE = 0;
    static final byte PLAIN = 1;
    static final byte NAMING = 2;

    private static final long[] NO_OBJECTS = {};

    private final byte[] bytes;
    private final long[] objects;
    private @Nullable Object kept;

    Item(byte[] bytes, long[] objects) {
        this.bytes = bytes;
        this.objects = objects;
    }

    /** An item that names no objects. */
    public static Item of(byte[] bytes) {
        return new Item(bytes, NO_OBJECTS);
    }

    /** The encoded value; not to be changed. */
    public byte[] bytes() {
        return bytes;
    }

    /** The numbers of the manager's objects that the value names. */
    public long[] objects() {
        return objects;
    }

    /** Has something live as long as this item does: before others see the item. */
    public void keep(Object whatItNames) {
        kept = whatItNames;
    }

    /** What {@link #keep} was given; null if nothing. */
    public @Nullable Object kept() {
        return kept;
    }

    /** How many bytes it takes in a message, about. */
    public int size() {
        return bytes.length + 16 + 8 * objects.length;
    }

    /** Writes an item; null is one that is not there. */
    public static void write(ValueWriter out, @Nullable Item item) {
        if (item == null) {
            out.writeByte(NONE);
            return;
        }
        out.writeByte(item.objects.length == 0 ? PLAIN : NAMING);
        out.writeInt(item.bytes.length);
        Raw.write(out, item.bytes);
        writeObjects(out, item.objects);
    }

    static void writeObjects(ValueWriter out, long[] objects) {
        if (objects.length > 0) {
            out.writeCount(objects.length);
            for (long object : objects) {
                out.writeLong(object);
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Item item && Arrays.equals(bytes, item.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Item[" + bytes.length + " bytes" + (kept == null ? "]" : ", names objects]");
    }
}

package org.multijvm.manager.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a message says, one after the other. Believes no length beyond the bytes that are there. Confined to one thread.
 *
 * <p>All methods throw {@link WireException} if the message has no such thing there.
 */
public final class In {
    private final ByteBuffer buffer;

    /** Reads a message from its beginning. */
    public In(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private In(ByteBuffer buffer) {
        this.buffer = buffer.order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next part of a message, which begins with its length; this goes on behind it. */
    public In readPart() {
        int length = readInt();
        need(length);
        ByteBuffer part = buffer.slice(buffer.position(), length);
        buffer.position(buffer.position() + length);
        return new In(part);
    }

    /** Where it stands, for {@link #rewind}. */
    public int position() {
        return buffer.position();
    }

    /** Reads again from there. */
    public void rewind(int position) {
        buffer.position(position);
    }

    /** Whether something follows. */
    public boolean hasMore() {
        return buffer.hasRemaining();
    }

    public byte readByte() {
        need(1);
        return buffer.get();
    }

    public boolean readBoolean() {
        return readByte() != 0;
    }

    public int readInt() {
        need(Integer.BYTES);
        return buffer.getInt();
    }

    public long readLong() {
        need(Long.BYTES);
        return buffer.getLong();
    }

    /** A number of things that take at least so many bytes each. */
    public int readCount(int bytesEach) {
        int count = 0;
        for (int shift = 0; shift < 32; shift += 7) {
            byte next = readByte();
            count |= (next & 0x7F) << shift;
            if (next >= 0) {
                if (count < 0 || (long) count * bytesEach > buffer.remaining()) {
                    throw new WireException("a number is larger than its message: number=" + count + ", bytes left="
                            + buffer.remaining());
                }
                return count;
            }
        }
        throw new WireException("a number has no end");
    }

    /** A string in UTF-8. */
    public String readString() {
        byte[] bytes = readBytes(readCount(1));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** So many bytes. */
    public byte[] readBytes(int length) {
        need(length);
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }

    /** An item; null if it says that there is none. */
    public @Nullable Item readItemOrNone() {
        byte kind = readByte();
        if (kind == Item.NONE) {
            return null;
        }
        if (kind != Item.PLAIN && kind != Item.NAMING) {
            throw new WireException("no such kind of item: kind=" + kind);
        }
        byte[] bytes = readBytes(readInt());
        if (kind == Item.PLAIN) {
            return Item.of(bytes);
        }
        long[] objects = new long[readCount(Long.BYTES)];
        for (int i = 0; i < objects.length; i++) {
            objects[i] = readLong();
        }
        return new Item(bytes, objects);
    }

    /** An item that must be there. */
    public Item readItem() {
        Item item = readItemOrNone();
        if (item == null) {
            throw new WireException("a value is missing");
        }
        return item;
    }

    /** Items that must be there, with their number. */
    public List<Item> readItems() {
        int count = readCount(1 + Integer.BYTES);
        List<Item> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(readItem());
        }
        return items;
    }

    private void need(int bytes) {
        if (bytes < 0 || buffer.remaining() < bytes) {
            throw new WireException("a message is too short: needed=" + bytes + ", left=" + buffer.remaining());
        }
    }
}

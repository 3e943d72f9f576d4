package org.multijvm.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes values in tagged binary into a buffer that grows.
 *
 * <p>What a value holds twice arrives once, and cycles through containers close. A value with anything inside that has no tagged
 * form goes through the {@link Codec} as a whole; see the package for what that means. After an {@link EncodingException} the buffer stands where it stood before the
 * value. Confined to one thread, reusable.
 */
public final class ValueWriter {
    /** How a buffer that is full gets bigger. */
    @FunctionalInterface
    public interface Growth {
        /**
         * Returns a bigger little endian buffer that holds what {@code full} holds up to its position, stands there, and has room
         * for {@code needed} bytes at least.
         */
        ByteBuffer grow(ByteBuffer full, int needed);
    }

    private static final int FIRST = 512;
    private static final int KEPT = 1 << 20;
    private static final int LONG_STRING = 64;

    private final Codec rest;
    private final Growth growth;
    private final GraphWriter graph = new GraphWriter(this);
    private final List<Ticket> tickets = new ArrayList<>(0);
    /** What is put off; made when it is needed, which it is not in a worker. */
    private @Nullable Parts parts;

    private boolean together;
    private ByteBuffer buffer;

    /**
     * Writes into a buffer on the heap, which doubles up to 2 GiB.
     *
     * @param rest takes the values that have no tagged form
     */
    public ValueWriter(Codec rest) {
        this(rest, ByteBuffer.allocate(FIRST), new HeapGrowth());
    }

    /**
     * Writes into a given buffer, from its position on.
     *
     * @param rest takes the values that have no tagged form
     * @param initial is switched to little endian
     */
    public ValueWriter(Codec rest, ByteBuffer initial, Growth growth) {
        this.rest = rest;
        this.growth = growth;
        buffer = initial.order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Writes a value.
     *
     * @throws EncodingException if it cannot travel
     */
    public void write(@Nullable Object value) {
        write("value", value);
    }

    /**
     * Writes a value.
     *
     * @param root what errors call the value, as in {@code task.argument}
     * @throws EncodingException if it cannot travel
     */
    public void write(String root, @Nullable Object value) {
        if (graph.active()) {
            graph.value(value);
        } else {
            add(root, value, -1, -1);
        }
    }

    /** Writes what a lambda captured as one: {@link ValueReader#readAll} knows the number, and what two of them hold arrives once. */
    void writeCaptured(SerializedLambda lambda, @Nullable Object[] values) {
        if (graph.active()) {
            graph.values(values);
        } else {
            add(lambda, values, -1, -1);
        }
    }

    /**
     * Writes a part of a list, packed if its elements are all Integers, Longs, Doubles or Strings.
     *
     * @throws EncodingException if an element cannot travel
     * @throws IndexOutOfBoundsException if the list has no such part
     */
    public void writeList(List<?> list, int from, int to) {
        java.util.Objects.checkFromToIndex(from, to, list.size());
        add("list", list, from, to);
    }

    /**
     * Puts off the writing of whole values to {@link #endTogether}, which writes them as one: what two of them hold arrives once, as if they
     * were one value. To be read between {@link ValueReader#beginTogether} and {@link ValueReader#endTogether}. Raw values are not put off.
     */
    public void beginTogether() {
        together = true;
    }

    /**
     * Writes what was put off.
     *
     * @throws EncodingException if one of the values cannot travel; then none is written
     */
    public void endTogether() {
        together = false;
        Parts kept = parts;
        if (kept == null || kept.size() == 0) {
            return;
        }
        try {
            if (kept.size() == 1) {
                writeAlone(kept.root(0), kept.given(0), kept.from(0), kept.to(0));
            } else {
                writeTogether(kept);
            }
        } finally {
            kept.clear();
        }
    }

    /** Whether whole values are put off, which is not so for a function that writes its state itself. Returns what it was. */
    boolean together(boolean on) {
        boolean was = together;
        together = on;
        return was;
    }

    /**
     * A value, or what a lambda captured, or a part of a list.
     *
     * @param root what errors call it, or the lambda
     * @param from -1 if it is no part of a list
     */
    private void add(Object root, @Nullable Object value, int from, int to) {
        if (!together) {
            writeAlone(root, value, from, to);
            return;
        }
        Parts kept = parts;
        if (kept == null) {
            kept = new Parts();
            parts = kept;
        }
        kept.add(root, value, from, to);
    }

    private void writeAlone(Object root, @Nullable Object value, int from, int to) {
        int start = buffer.position();
        int ticketsBefore = tickets.size();
        graph.begin();
        try {
            graph.part(root, value, from, to);
        } catch (NotTagged e) {
            loseTickets(ticketsBefore);
            buffer.position(start);
            Object whole = from >= 0 && value instanceof List<?> list ? new ArrayList<>(list.subList(from, to)) : value;
            writeRest(ValueLayout.REST, encodeRest(root, whole));
        } catch (RuntimeException | StackOverflowError e) {
            loseTickets(ticketsBefore);
            throw failed(start, root, e);
        } finally {
            graph.end();
        }
    }

    private void writeTogether(Parts kept) {
        int start = buffer.position();
        int ticketsBefore = tickets.size();
        try {
            kept.write(graph, this);
        } catch (RuntimeException | StackOverflowError e) {
            loseTickets(ticketsBefore);
            throw failed(start, "values", e);
        } finally {
            graph.end();
        }
    }

    private RuntimeException failed(int start, Object root, Throwable e) {
        buffer.position(start);
        return e instanceof StackOverflowError ? tooDeep(root, e) : (RuntimeException) e;
    }

    private static EncodingException tooDeep(Object root, Throwable e) {
        return new EncodingException(
                "nested too deeply: value=" + (root instanceof String name ? name : "captured"), e);
    }

    /**
     * Encodes by the codec.
     *
     * @param root what errors call the value, or the lambda that captured it
     */
    byte[] encodeRest(Object root, @Nullable Object value) {
        int ticketsBefore = tickets.size();
        try {
            Culprit.refuseLocks(root, value);
            return rest instanceof JavaCodec ? TicketOutput.encode(value, this) : rest.encode(value);
        } catch (IOException | RuntimeException e) {
            loseTickets(ticketsBefore);
            throw Culprit.explain(root, value, e);
        } catch (StackOverflowError e) {
            loseTickets(ticketsBefore);
            throw tooDeep(root, e);
        } catch (OutOfMemoryError e) {
            loseTickets(ticketsBefore);
            throw tooLarge(Integer.MAX_VALUE, e);
        }
    }

    /** Writes what the codec gave. */
    void writeRest(byte tag, byte[] bytes) {
        writeByte(tag);
        writeInt(bytes.length);
        raw(bytes, 0, bytes.length);
    }

    /** Writes one byte. */
    public void writeByte(int value) {
        room(1).put((byte) value);
    }

    /** Writes two bytes. */
    public void writeShort(int value) {
        room(2).putShort((short) value);
    }

    /** Writes four bytes. */
    public void writeInt(int value) {
        room(4).putInt(value);
    }

    /** Writes eight bytes. */
    public void writeLong(long value) {
        room(8).putLong(value);
    }

    /** Writes eight bytes. */
    public void writeDouble(double value) {
        room(8).putDouble(value);
    }

    /** Writes a number that is mostly small, as unsigned: one byte below 128, five at most. */
    public void writeCount(int value) {
        ByteBuffer to = room(5);
        int left = value;
        while ((left & ~0x7F) != 0) {
            to.put((byte) (left | 0x80));
            left >>>= 7;
        }
        to.put((byte) left);
    }

    /** Writes a string: one byte a character if all are Latin-1, else two. */
    public void writeString(String value) {
        int length = value.length();
        if (length > LONG_STRING) {
            writeLongString(value);
            return;
        }
        ByteBuffer to = room(5 + 2 * length);
        int start = to.position();
        to.put((byte) (length << 1));
        if (length >= 64) {
            to.position(start);
            writeCount(length << 1);
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c > 0xFF) {
                to.position(start);
                writeWide(value);
                return;
            }
            to.put((byte) c);
        }
    }

    private void writeLongString(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
        if (new String(bytes, StandardCharsets.ISO_8859_1).equals(value)) {
            writeCount(value.length() << 1);
            raw(bytes, 0, bytes.length);
        } else {
            writeWide(value);
        }
    }

    private void writeWide(String value) {
        int length = value.length();
        writeCount(length << 1 | 1);
        ByteBuffer to = room(2L * length);
        to.asCharBuffer().put(value);
        to.position(to.position() + 2 * length);
    }

    /** Writes bytes with their number. */
    public void writeBytes(byte[] value) {
        writeBytes(value, 0, value.length);
    }

    /** Writes a part of an array with its number of bytes. */
    public void writeBytes(byte[] value, int offset, int length) {
        writeCount(length);
        raw(value, offset, length);
    }

    private void raw(byte[] value, int offset, int length) {
        room(length).put(value, offset, length);
    }

    /** The buffer, standing at the end of what was written. Another one after it grew. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** A copy of what the buffer holds up to its position. */
    public byte[] toBytes() {
        byte[] bytes = new byte[buffer.position()];
        buffer.get(0, bytes);
        return bytes;
    }

    /**
     * The tickets in what was written since the last {@link #clear}, so that they can be told where they go. Those that a codec of the user's
     * own has written are not known. A view.
     */
    public List<Ticket> tickets() {
        return tickets;
    }

    /** Tells all {@link #tickets} that they are lost, since what was written will not be sent. */
    public void loseTickets() {
        loseTickets(0);
    }

    void loseTickets(int from) {
        while (tickets.size() > from) {
            tickets.remove(tickets.size() - 1).lost();
        }
    }

    void noteTicket(Ticket ticket) {
        tickets.add(ticket);
    }

    /** Starts again at position 0; a heap buffer of more than 1 MiB is dropped. */
    public void clear() {
        if (growth instanceof HeapGrowth && buffer.capacity() > KEPT) {
            buffer = ByteBuffer.allocate(FIRST).order(ByteOrder.LITTLE_ENDIAN);
        }
        buffer.clear();
        together = false;
        if (parts != null) {
            parts.clear();
        }
        if (!tickets.isEmpty()) {
            tickets.clear();
        }
    }

    /** The buffer, with room for so many bytes. */
    ByteBuffer room(long bytes) {
        if (buffer.remaining() < bytes) {
            grow(bytes);
        }
        return buffer;
    }

    private void grow(long bytes) {
        if (buffer.position() + bytes > HeapGrowth.MAX) {
            throw tooLarge(buffer.position() + bytes, null);
        }
        buffer = growth.grow(buffer, (int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static EncodingException tooLarge(long bytes, @Nullable Throwable cause) {
        return new EncodingException(
                "too large to travel as one value: send it in parts, or put it in a shared array: bytes>=" + bytes
                        + ", limit=" + HeapGrowth.MAX,
                cause);
    }
}

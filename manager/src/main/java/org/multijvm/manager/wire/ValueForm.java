package org.multijvm.manager.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.DecodingException;
import org.multijvm.codec.EncodingException;
import org.multijvm.codec.RemoteThrowable;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueReader;
import org.multijvm.codec.ValueWriter;

/**
 * How values become items and values again, at one side of one manager. Between JVMs of one session all classes are welcome, elsewhere plain data and what is allowed. Shared memory cannot be named by
 * a value: it lives and dies with JVMs that the server does not know. Thread-safe.
 */
public final class ValueForm {
    /** Records of numbers and texts, in which a pool tells how it is. */
    private static final String STATS_OF_POOLS = "org.multijvm.pool.task.*";

    private static final ThreadLocal<@Nullable ValueForm> CURRENT = new ThreadLocal<>();

    private final Codec codec;
    private final @Nullable String accepted;
    private volatile @Nullable Object owner;
    private final ThreadLocal<@Nullable ValueWriter> writers = new ThreadLocal<>();
    private final ThreadLocal<@Nullable Reader> readers = new ThreadLocal<>();

    private record Reader(ClassLoader loader, ValueReader reader) {}

    private ValueForm(Codec codec, @Nullable String accepted) {
        this.codec = codec;
        this.accepted = accepted;
    }

    /** Between JVMs that trust one another with code. */
    public static ValueForm trusted() {
        return new ValueForm(Codec.java(), null);
    }

    /**
     * Between others.
     *
     * @param accepted classes that are allowed besides plain data, in the form of an object input filter
     * @param tickets the one class of tickets that may be read, for the objects of this manager
     * @throws IllegalArgumentException if that is no pattern
     */
    public static ValueForm filtered(String accepted, Class<? extends ObjectTicket> tickets) {
        return filtered(tickets.getName() + ";" + Ticket.class.getName(), accepted);
    }

    /** As {@link #filtered}, for a client: what a server tells of its pools is welcome, too. */
    public static ValueForm ofClient(String accepted, Class<? extends ObjectTicket> tickets) {
        return filtered(tickets.getName() + ";" + Ticket.class.getName() + ";" + STATS_OF_POOLS, accepted);
    }

    private static ValueForm filtered(String always, String accepted) {
        return new ValueForm(Codec.filtered(accepted.isEmpty() ? always : always + ";" + accepted), accepted);
    }

    /** The form by which this thread encodes or decodes a value at the moment; null if none. For what a value names. */
    public static @Nullable ValueForm current() {
        return CURRENT.get();
    }

    /** Whose form this is, for what a value names; null if nobody has said. */
    public @Nullable Object owner() {
        return owner;
    }

    /** Says whose form this is. */
    public void ownedBy(Object newOwner) {
        owner = newOwner;
    }

    /** How values are encoded and decoded by it, where they are no items. */
    public Codec codec() {
        return codec;
    }

    /** The classes that are allowed besides plain data; null if every class is welcome. */
    public @Nullable String accepted() {
        return accepted;
    }

    /** A writer for a message, empty; to be given back by {@link #done}. */
    public ValueWriter writer() {
        ValueWriter writer = writers.get();
        if (writer == null) {
            return new ValueWriter(Codec.java());
        }
        // what a value's own code sends meanwhile takes another one
        writers.set(null);
        return writer;
    }

    /** Takes a writer back. */
    public void done(ValueWriter writer) {
        writer.clear();
        writers.set(writer);
    }

    /**
     * Writes a value as an item.
     *
     * @throws EncodingException if it cannot travel
     */
    public void write(ValueWriter out, @Nullable Object value) {
        int start = out.buffer().position();
        out.writeByte(Item.PLAIN);
        out.writeInt(0);
        int from = out.buffer().position();
        ValueForm outer = CURRENT.get();
        CURRENT.set(this);
        try {
            out.write(value);
        } catch (RuntimeException | Error e) {
            out.buffer().position(start);
            throw e;
        } finally {
            CURRENT.set(outer);
        }
        ByteBuffer buffer = out.buffer();
        buffer.putInt(from - Integer.BYTES, buffer.position() - from);
        if (!out.tickets().isEmpty()) {
            buffer.put(start, Item.NAMING);
            Item.writeObjects(out, objects(out, start));
        }
    }

    private static long[] objects(ValueWriter out, int start) {
        List<Ticket> tickets = out.tickets();
        long[] objects = new long[tickets.size()];
        for (int i = 0; i < objects.length; i++) {
            if (!(tickets.get(i) instanceof ObjectTicket ticket)) {
                String type = tickets.get(i).getClass().getName();
                out.loseTickets();
                out.buffer().position(start);
                throw new EncodingException(
                        "shared memory cannot be put into a manager, whose objects live longer and elsewhere: type="
                                + type);
            }
            objects[i] = ticket.object();
        }
        tickets.clear();
        return objects;
    }

    /** A value as an item. */
    public Item item(@Nullable Object value) {
        ValueWriter out = writer();
        try {
            write(out, value);
            return new In(out.toBytes()).readItem();
        } finally {
            done(out);
        }
    }

    /**
     * The value of an item.
     *
     * @throws DecodingException if it cannot be made here, or a class of it is not allowed
     */
    public @Nullable Object value(Item item) {
        return read(item.bytes(), ValueReader::read);
    }

    /** Writes an exception as an item. */
    public static void writeThrown(ValueWriter out, Throwable thrown) {
        Item.write(out, Item.of(thrown(thrown)));
    }

    /** The bytes of an exception. */
    public static byte[] thrown(Throwable thrown) {
        ValueWriter bytes = new ValueWriter(Codec.java());
        RemoteThrowable.write(bytes, thrown);
        return bytes.toBytes();
    }

    /**
     * The exception of an item: the same exception, or one with its text if that cannot be made here.
     *
     * @throws DecodingException if the bytes are damaged
     */
    public Throwable thrown(Item item) {
        return read(item.bytes(), RemoteThrowable::read);
    }

    private interface Reading<T extends @Nullable Object> {
        T of(ValueReader reader);
    }

    private <T extends @Nullable Object> T read(byte[] bytes, Reading<T> reading) {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        ClassLoader loader = context == null ? ClassLoader.getSystemClassLoader() : context;
        Reader taken = readers.get();
        readers.set(null);
        if (taken == null || !taken.loader().equals(loader)) {
            taken = new Reader(loader, new ValueReader(codec, loader));
        }
        ValueForm outer = CURRENT.get();
        CURRENT.set(this);
        try {
            T value = reading.of(taken.reader().over(ByteBuffer.wrap(bytes)));
            readers.set(taken);
            return value;
        } catch (DecodingException e) {
            throw accepted == null
                    ? e
                    : e.at("from a manager: accept=" + (accepted.isEmpty() ? "nothing but plain data" : accepted));
        } finally {
            CURRENT.set(outer);
        }
    }
}

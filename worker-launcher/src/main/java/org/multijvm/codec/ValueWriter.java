package org.multijvm.codec;

import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.classes.ClassNames;

/**
 * Writes values in tagged binary into a buffer that grows.
 *
 * <p>What a value holds twice arrives once, and cycles through containers close. A value with anything inside that has no tagged
 * form goes through the {@link Codec} as a whole; see the package for what that means. After an {@link EncodingException} the buffer stands where it stood before the
 * value. Confined to one thread, reusable.
 */
public final class ValueWriter extends ByteWriter {
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
    /** Has files alone; null if this library came by another loader than a program's own, as by JShell's, which has both. */
    private static final @Nullable ClassLoader OF_FILES =
            ValueWriter.class.getClassLoader() == ClassLoader.getSystemClassLoader()
                    ? ClassLoader.getSystemClassLoader()
                    : null;

    private final Codec rest;
    private final GraphWriter graph = new GraphWriter(this);
    private final List<Ticket> tickets = new ArrayList<>(0);
    /** What is put off; made when it is needed, which it is not in a worker. */
    private @Nullable Parts parts;

    private boolean together;
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
        super(initial, growth);
        this.rest = rest;
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
        int start = position();
        int ticketsBefore = tickets.size();
        graph.begin();
        try {
            graph.part(root, value, from, to);
        } catch (NotTagged e) {
            loseTickets(ticketsBefore);
            rewind(start);
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
        int start = position();
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
        rewind(start);
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

    /** Writes the name of a class; {@link ValueReader#classNamed} finds it. */
    void writeClass(Class<?> type) {
        writeString(nameOf(type));
    }

    /**
     * What a class is called on its way: its name, or one that says where its bytes are, if no file holds it.
     *
     * @throws EncodingException if no file holds it, and others could not ask for its bytes
     */
    static String nameOf(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return loader == null || loader == OF_FILES ? type.getName() : nameElsewhere(type);
    }

    private static String nameElsewhere(Class<?> type) {
        try {
            return ClassNames.of(type);
        } catch (IOException e) {
            throw new EncodingException(
                    "a class cannot travel that no file holds: class=" + type.getName() + ", cause=" + e.getMessage(),
                    e);
        }
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
        startAgain(FIRST);
        together = false;
        if (parts != null) {
            parts.clear();
        }
        if (!tickets.isEmpty()) {
            tickets.clear();
        }
    }
}

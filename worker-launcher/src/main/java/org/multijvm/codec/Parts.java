package org.multijvm.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values that are to be written together, so that what two of them hold arrives once: what a function captured and the arguments of its call.
 * Each is what one read gives. Confined to the thread of its writer, reusable.
 */
final class Parts {
    private static final int FEW = 4;

    /** What errors call the part, or the lambda that captured it. */
    private Object[] roots = new Object[FEW];

    private @Nullable Object[] values = new Object[FEW];
    /** Of parts of a list, where they begin and end; -1 for all others. */
    private int[] from = new int[FEW];

    private int[] to = new int[FEW];
    private int size;

    /**
     * Adds one.
     *
     * @param root what errors call it, or the lambda that captured the array of values
     * @param start of a part of a list, where that begins; -1 for all others
     */
    void add(Object root, @Nullable Object value, int start, int end) {
        if (size == values.length) {
            roots = Arrays.copyOf(roots, 2 * size);
            values = Arrays.copyOf(values, 2 * size);
            from = Arrays.copyOf(from, 2 * size);
            to = Arrays.copyOf(to, 2 * size);
        }
        roots[size] = root;
        values[size] = value;
        from[size] = start;
        to[size++] = end;
    }

    int size() {
        return size;
    }

    Object root(int part) {
        return roots[part];
    }

    boolean isList(int part) {
        return from[part] >= 0;
    }

    @Nullable
    Object given(int part) {
        return values[part];
    }

    int from(int part) {
        return from[part];
    }

    int to(int part) {
        return to[part];
    }

    /** Writes all of them, as far as they have one in the tagged form. */
    void write(GraphWriter graph, ValueWriter out) {
        int start = out.position();
        int ticketsBefore = out.tickets().size();
        graph.begin();
        try {
            for (int part = 0; part < size; part++) {
                write(part, graph);
            }
        } catch (NotTagged e) {
            graph.end();
            out.loseTickets(ticketsBefore);
            out.rewind(start);
            RestOfParts.write(this, graph, out);
        }
    }

    void write(int part, GraphWriter graph) {
        graph.part(roots[part], values[part], from[part], to[part]);
    }

    /** The part as one object; a list is a copy. */
    @Nullable
    Object value(int part) {
        Object value = values[part];
        return isList(part) && value instanceof List<?> list
                ? new ArrayList<>(list.subList(from[part], to[part]))
                : value;
    }

    void clear() {
        Arrays.fill(roots, 0, size, "");
        Arrays.fill(values, 0, size, null);
        size = 0;
    }
}

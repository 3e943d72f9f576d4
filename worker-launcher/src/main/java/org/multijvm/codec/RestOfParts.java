package org.multijvm.codec;

import org.jspecify.annotations.Nullable;

/**
 * Writes values together of which some have no tagged form. Those go through the {@link Codec}, in one array, and with them all others that
 * hold what can change or is large: so that what two of them hold still arrives once. Values that share nothing keep their tagged form, and
 * so do lists of items that have one: what an item shares with a captured value that needs the codec arrives twice.
 */
final class RestOfParts {
    private RestOfParts() {}

    static void write(Parts parts, GraphWriter graph, ValueWriter out) {
        int count = parts.size();
        boolean[] tagged = new boolean[count];
        int others = 0;
        for (int i = 0; i < count; i++) {
            tagged[i] = staysTagged(parts, i, graph, out);
            others += tagged[i] ? 0 : 1;
        }
        byte[] rest = encode(parts, tagged, others, out);
        boolean first = true;
        graph.begin();
        for (int i = 0; i < count; i++) {
            if (tagged[i]) {
                parts.write(i, graph);
            } else if (first) {
                out.writeRest(ValueLayout.REST_OF_PARTS, rest);
                first = false;
            } else {
                out.writeByte(ValueLayout.NEXT_PART);
            }
        }
    }

    private static boolean staysTagged(Parts parts, int part, GraphWriter graph, ValueWriter out) {
        int start = out.position();
        int ticketsBefore = out.tickets().size();
        graph.begin();
        try {
            parts.write(part, graph);
            return parts.isList(part) || !graph.shareable();
        } catch (NotTagged e) {
            return false;
        } finally {
            graph.end();
            out.loseTickets(ticketsBefore);
            out.rewind(start);
        }
    }

    private static byte[] encode(Parts parts, boolean[] tagged, int others, ValueWriter out) {
        @Nullable Object[] values = new @Nullable Object[others];
        int next = 0;
        for (int i = 0; i < tagged.length; i++) {
            if (!tagged[i]) {
                values[next++] = parts.value(i);
            }
        }
        try {
            return out.encodeRest("values", values);
        } catch (EncodingException e) {
            throw ofOnePart(parts, tagged, out, e);
        }
    }

    /** The error of the part that is to blame, which names the path from its own root. */
    private static EncodingException ofOnePart(
            Parts parts, boolean[] tagged, ValueWriter out, EncodingException ofAll) {
        int ticketsBefore = out.tickets().size();
        for (int i = 0; i < tagged.length; i++) {
            if (!tagged[i]) {
                try {
                    out.encodeRest(parts.root(i), parts.value(i));
                    out.loseTickets(ticketsBefore);
                } catch (EncodingException e) {
                    return e;
                }
            }
        }
        return ofAll;
    }
}

package org.multijvm.cluster.shared.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/**
 * Which element of a queue: its bytes lie elsewhere, under this.
 *
 * @param client who has put it
 * @param number a number that this one uses once
 */
public record ElementId(UUID client, long number) {
    /** Writes it. */
    public void write(ValueWriter out) {
        Command.writeId(out, client);
        out.writeLong(number);
    }

    /** Reads one. */
    public static ElementId read(In in) {
        return new ElementId(Command.readId(in), in.readLong());
    }

    /** Reads several, with their number. */
    public static List<ElementId> readAll(In in) {
        List<ElementId> all = new ArrayList<>();
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            all.add(read(in));
        }
        return all;
    }
}

package org.multijvm.cluster.shared.cell;

import java.util.Map;
import java.util.TreeMap;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Strings;

/** Named values, as bytes. */
final class NamespaceCell extends Cell {
    private final Map<String, byte[]> values = new TreeMap<>();

    NamespaceCell(CellKind kind) {
        super(kind);
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case GET -> done(call, values.get(call.in().readString()));
            case HAS -> done(call, values.containsKey(call.in().readString()));
            case DELETE -> done(call, values.remove(call.in().readString()) != null);
            case PUT -> {
                In in = call.in();
                values.put(in.readString(), Command.readBytes(in));
                done(call);
            }
            case ALL -> {
                ValueWriter out = Answer.done();
                write(out);
                done(call, out);
            }
            default -> throw unknown(call);
        }
    }

    @Override
    void write(ValueWriter out) {
        out.writeCount(values.size());
        values.forEach((name, value) -> {
            Strings.write(out, name);
            out.writeBytes(value);
        });
    }

    @Override
    void read(In in) {
        int count = in.readCount(1);
        for (int i = 0; i < count; i++) {
            values.put(in.readString(), Command.readBytes(in));
        }
    }
}

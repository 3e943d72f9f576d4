package org.multijvm.cluster.shared.cell;

import java.util.List;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** A flag that drivers wait for. */
final class EventCell extends Cell {
    private final WaitingLine line = new WaitingLine();
    private boolean set;

    EventCell(CellKind kind) {
        super(kind);
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case SET -> {
                set = true;
                done(call);
                line.retry(this::pass);
            }
            case CLEAR -> {
                set = false;
                done(call);
            }
            case IS_SET -> done(call, set);
            case AWAIT -> line.enter(call, this::pass);
            default -> throw unknown(call);
        }
    }

    private boolean pass(Call call) {
        if (set) {
            done(call, true);
        }
        return set;
    }

    @Override
    List<WaitingLine> lines() {
        return List.of(line);
    }

    @Override
    void giveUp(Call call) {
        if (line.remove(call)) {
            givenUp(call);
        }
    }

    @Override
    void write(ValueWriter out) {
        out.writeByte(set ? 1 : 0);
        line.write(out);
    }

    @Override
    void read(In in) {
        set = in.readBoolean();
        line.read(in);
    }
}

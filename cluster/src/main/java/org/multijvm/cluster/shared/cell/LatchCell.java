package org.multijvm.cluster.shared.cell;

import java.util.List;
import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** A count that goes down to zero. */
final class LatchCell extends Cell {
    private final WaitingLine line = new WaitingLine();
    private long count;

    LatchCell(CellKind kind, long count) {
        super(kind);
        this.count = count;
    }

    @Override
    void run(Call call) {
        switch (call.op) {
            case COUNT_DOWN -> {
                count = Math.max(0, count - 1);
                done(call);
                line.retry(this::pass);
            }
            case COUNT -> done(call, count);
            case AWAIT -> line.enter(call, this::pass);
            default -> throw unknown(call);
        }
    }

    private boolean pass(Call call) {
        if (count == 0) {
            done(call, true);
        }
        return count == 0;
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
        out.writeLong(count);
        line.write(out);
    }

    @Override
    void read(In in) {
        count = in.readLong();
        line.read(in);
    }
}

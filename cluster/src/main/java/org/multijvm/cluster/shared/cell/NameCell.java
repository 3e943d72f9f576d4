package org.multijvm.cluster.shared.cell;

import org.multijvm.codec.ValueWriter;
import org.multijvm.manager.wire.In;

/** Says of a name what its object is; the content lies in a cache of its own. */
final class NameCell extends Cell {
    NameCell(CellKind kind) {
        super(kind);
    }

    @Override
    void run(Call call) {
        throw unknown(call);
    }

    @Override
    void write(ValueWriter out) {
        // there is nothing
    }

    @Override
    void read(In in) {
        // there is nothing
    }
}

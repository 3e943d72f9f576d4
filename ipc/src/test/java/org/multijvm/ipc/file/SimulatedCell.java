package org.multijvm.ipc.file;

import java.nio.ByteBuffer;

/** A cell that lies in no file: in the memory that simulated processes share. */
public final class SimulatedCell {
    private SimulatedCell() {}

    /** The cell that is all of this memory. */
    @SuppressWarnings("NullAway") // its file's name is replaced by the simulator
    public static SharedCell of(ByteBuffer memory) {
        return new SharedCell(null, 0, memory);
    }
}

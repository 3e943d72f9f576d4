package org.multijvm.pool.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.ipc.file.MappedFile;

/** A piece of shared memory that carries one value too large for a ring; its number names its file. */
public final class Block {
    private final int number;
    private final MappedFile file;

    /** The store's: when it came back. */
    long idleSince;

    Block(int number, MappedFile file) {
        this.number = number;
        this.file = file;
    }

    /** Unique in its store. */
    public int number() {
        return number;
    }

    int capacity() {
        return file.buffer().capacity();
    }

    /** A view of its own, from position 0, in the byte order of ValueWriter. */
    ByteBuffer view() {
        return file.buffer().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    MappedFile file() {
        return file;
    }
}

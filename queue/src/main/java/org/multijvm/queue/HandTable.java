package org.multijvm.queue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.multijvm.ipc.file.MappedFile;

/**
 * A file of slots, each for one message that is outside of its lane.
 *
 * <pre>
 *    0  state (long)          8  number of the message (long)     16  segment (long)       24  offset there (long)
 *   32  owner (long)         40  lane (int)  44  deliveries (int) 48  until (long): when it is due, or its lease ends
 *   56  since (long): when it was taken
 *
 *   FREE --message is taken--> HAND --taskDone--> FREE
 *    |                          |  ^
 *    |    owner is dead, lease  |  | taken again
 *    |    is over, given back   v  |
 *    +--not yet due--> DELAYED -> READY          times are milliseconds since 1970
 *                           (due)   too many deliveries: DEAD --removed--> FREE, --requeued--> READY
 * </pre>
 *
 * <p>The state is written last when a slot is filled. Used under the queue's taking lock.
 */
final class HandTable {
    static final long FREE = 0;
    static final long HAND = 1;
    static final long READY = 2;
    static final long DELAYED = 3;
    static final long DEAD = 4;

    static final int STATE = 0;
    static final int NUMBER = 8;
    static final int SEGMENT = 16;
    static final int OFFSET = 24;
    static final int OWNER = 32;
    static final int LANE_AND_DELIVERIES = 40;
    static final int UNTIL = 48;
    static final int SINCE = 56;

    private static final int SLOT = 64;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final MappedFile file;
    private final ByteBuffer memory;

    private HandTable(MappedFile file) {
        this.file = file;
        this.memory = file.buffer();
    }

    static HandTable create(Path path, int slots) throws IOException {
        return new HandTable(MappedFile.create(path, (long) slots * SLOT));
    }

    static HandTable open(Path path) throws IOException {
        return new HandTable(MappedFile.open(path));
    }

    int slots() {
        return memory.capacity() / SLOT;
    }

    long get(int slot, int field) {
        return (long) LONGS.getVolatile(memory, slot * SLOT + field);
    }

    void set(int slot, int field, long value) {
        LONGS.setRelease(memory, slot * SLOT + field, value);
    }

    void close() {
        file.release();
    }
}

package org.multijvm.ipc.queue;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.ipc.held.HeldFile;
import org.multijvm.ipc.ring.ManyToManyRing;

/**
 * The content of a queue's {@link HeldFile}, which has one side.
 *
 * <pre>
 *   content +   0  state (int): OPEN --shutdown()--> SHUT --shutdown(true)--> DROPPED
 *   content + 128  the message ring
 * </pre>
 *
 * <p>The state is stored under the ring's writing lock, and looked at under it before a message is placed: what was refused was not
 * sent, and after the state has changed nothing more comes.
 */
final class QueueFile {
    static final int KIND = 0x5101;

    /** The most JVMs that can hold a queue; the table then takes a page less its header. */
    static final int HOLDERS = 1000;

    static final int OPEN = 0;
    static final int SHUT = 1;
    static final int DROPPED = 2;

    static final int STATE_AT = 0;
    static final int RING_AT = 128;

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final HeldFile file;
    private final ManyToManyRing ring;
    private final ByteBuffer memory;
    private final int stateAt;

    private QueueFile(HeldFile file) {
        this.file = file;
        this.memory = file.memory();
        this.stateAt = file.contentAt() + STATE_AT;
        this.ring = new ManyToManyRing(memory, file.contentAt() + RING_AT);
    }

    static QueueFile create(int capacity) throws IOException {
        HeldFile file = HeldFile.create("queue", KIND, 1, HOLDERS, RING_AT + ManyToManyRing.bytes(capacity));
        file.memory().putLong(file.contentAt() + STATE_AT, OPEN);
        ManyToManyRing.format(file.memory(), file.contentAt() + RING_AT, capacity);
        return new QueueFile(file);
    }

    static QueueFile attach(String name) throws IOException {
        return new QueueFile(HeldFile.attach(name, KIND));
    }

    HeldFile file() {
        return file;
    }

    ManyToManyRing ring() {
        return ring;
    }

    int state() {
        return (int) INTS.getVolatile(memory, stateAt);
    }

    /** Under the writing lock; a state never goes back. */
    void advanceTo(int state) {
        INTS.setVolatile(memory, stateAt, Math.max(state, state()));
    }
}

package org.multijvm.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A queue's control memory as {@link ControlLayout} draws it. Loads are volatile, stores are releases: they keep their order, and the swap that frees a lock is the full fence
 * between what was stored under it and a look at a {@link Bell}. Thread-safe.
 */
final class Control {
    static final int OPEN = 0;
    static final int SHUT = 1;
    static final int DROPPED = 2;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int base;

    Control(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** Where something lies in {@link #memory}. */
    int at(int offset) {
        return base + offset;
    }

    long get(int offset) {
        return (long) LONGS.getVolatile(memory, base + offset);
    }

    void set(int offset, long value) {
        LONGS.setRelease(memory, base + offset, value);
    }

    /** For what only the owner of a lock changes. */
    void add(int offset, long delta) {
        set(offset, get(offset) + delta);
    }

    int state() {
        return (int) INTS.getVolatile(memory, base + ControlLayout.STATE_AT);
    }

    /** Under the putting lock. */
    void state(int state) {
        INTS.setVolatile(memory, base + ControlLayout.STATE_AT, state);
    }
}

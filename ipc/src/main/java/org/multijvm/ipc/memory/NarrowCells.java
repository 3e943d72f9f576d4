package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Volatile and atomic access to bytes and shorts, which the VarHandles of buffers do not have: through the aligned int that the
 * element lies in, as the JDK does it for a {@code byte[]} where the processor has nothing narrower.
 *
 * <p>Each method is one volatile read or one successful compare-and-set of that int, so it is ordered as those are. A
 * neighbour that changes at the same time, by whatever access, makes the compare-and-set fail and be tried again; it is never written
 * back stale, since the processor compares and writes the int in one step and a plain store of a neighbour comes before or after it. All values
 * are the element's bits, without a sign.
 */
final class NarrowCells {
    static final NarrowCells BYTES = new NarrowCells(Byte.BYTES);
    static final NarrowCells SHORTS = new NarrowCells(Short.BYTES);

    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final boolean BIG = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN;
    private static final int IN_INT = Integer.BYTES - 1;

    private final int bytes;
    private final int ones;

    private NarrowCells(int bytes) {
        this.bytes = bytes;
        this.ones = (1 << (8 * bytes)) - 1;
    }

    int get(ByteBuffer memory, int at) {
        return ((int) INTS.getVolatile(memory, at & ~IN_INT) >>> shift(at)) & ones;
    }

    boolean compareAndSet(ByteBuffer memory, int at, int expected, int value) {
        while (true) {
            int before = (int) INTS.getVolatile(memory, at & ~IN_INT);
            if (((before >>> shift(at)) & ones) != (expected & ones)) {
                return false;
            }
            if (swap(memory, at, before, value)) {
                return true;
            }
        }
    }

    int getAndSet(ByteBuffer memory, int at, int value) {
        while (true) {
            int before = (int) INTS.getVolatile(memory, at & ~IN_INT);
            if (swap(memory, at, before, value)) {
                return (before >>> shift(at)) & ones;
            }
        }
    }

    int getAndAdd(ByteBuffer memory, int at, int delta) {
        while (true) {
            int before = (int) INTS.getVolatile(memory, at & ~IN_INT);
            int element = (before >>> shift(at)) & ones;
            if (swap(memory, at, before, element + delta)) {
                return element;
            }
        }
    }

    private boolean swap(ByteBuffer memory, int at, int before, int value) {
        int mask = ones << shift(at);
        int after = (before & ~mask) | ((value << shift(at)) & mask);
        return INTS.compareAndSet(memory, at & ~IN_INT, before, after);
    }

    /** How far from the int's low end the element's bits begin. */
    private int shift(int at) {
        int from = at & IN_INT;
        return 8 * (BIG ? Integer.BYTES - bytes - from : from);
    }
}

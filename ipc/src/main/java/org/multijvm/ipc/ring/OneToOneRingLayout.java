package org.multijvm.ipc.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a ring: one producer's messages to one consumer, in shared memory, in native byte order.
 *
 * <pre>
 *     0  magic (int)      4  version (int)     8  capacity of the data (int), a power of two
 *   128  tail (long)    136  1 once the producer's JVM can wake sleepers (int)
 *   256  head (long)
 *   384  sleep word of the consumer (int): 0 awake, 1 sleeps
 *   512  data
 *
 *   a frame, at a multiple of 8:
 *     0  length with this header, without the fill up to the next multiple of 8 (int)
 *     4  type (int), PADDING for the rest of the ring in front of its end
 *     8  payload
 * </pre>
 *
 * <p>The words of the two sides lie in different pairs of cache lines, so that neither slows the other's down. Positions only
 * grow; a position's place is its low bits. {@code head <= tail <= head + capacity} holds at every instant.
 *
 * <p>Memory order. A frame is written with plain stores and becomes visible by the release store of {@code tail}; the consumer
 * reads it after an acquire load of {@code tail}. Space becomes free by the release store of {@code head} after the last load of
 * the frame; the producer writes there after an acquire load of {@code head}. A side that dies between two stores has therefore
 * published whole frames only: what it had not published does not exist for the other side.
 */
final class OneToOneRingLayout {
    static final int MAGIC = 0x4d4a5652;
    static final int VERSION = 1;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 4;
    static final int CAPACITY_AT = 8;
    static final int TAIL_AT = 128;
    static final int CAN_WAKE_AT = 136;
    static final int HEAD_AT = 256;
    static final int SLEEP_AT = 384;
    static final int DATA_AT = 512;

    static final int FRAME_HEADER = 8;
    static final int ALIGNMENT = 8;
    static final int PADDING = -1;

    static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private OneToOneRingLayout() {}

    static int aligned(int length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** The capacity of the ring at {@code base}, after a look whether there is one. */
    static int checkedCapacity(ByteBuffer memory, int base) {
        int magic = memory.getInt(base + MAGIC_AT);
        int version = memory.getInt(base + VERSION_AT);
        int capacity = memory.getInt(base + CAPACITY_AT);
        boolean fits = Integer.bitCount(capacity) == 1 && (long) base + DATA_AT + capacity <= memory.capacity();
        if (magic != MAGIC || version != VERSION || !fits) {
            throw new IllegalArgumentException("no ring of this version: magic=" + Integer.toHexString(magic)
                    + ", version=" + version + ", capacity=" + capacity + ", expected version=" + VERSION);
        }
        return capacity;
    }
}

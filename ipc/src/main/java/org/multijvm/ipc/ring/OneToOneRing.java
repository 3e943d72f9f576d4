package org.multijvm.ipc.ring;

import java.nio.ByteBuffer;

/** Makes rings in shared memory. A ring has one {@link OneToOneRingProducer} and one {@link OneToOneRingConsumer}, as a rule in two JVMs. */
public final class OneToOneRing {
    private OneToOneRing() {}

    /** The bytes that a ring with so much room for data takes in all. */
    public static int bytes(int capacity) {
        return OneToOneRingLayout.DATA_AT + capacity;
    }

    /**
     * Makes an empty ring in memory that is all zeros.
     *
     * @param memory where, in native byte order
     * @param base the ring's first byte, a multiple of 128
     * @param capacity the room for data in bytes, a power of two from 1024 up
     */
    public static void format(ByteBuffer memory, int base, int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < 1024) {
            throw new IllegalArgumentException(
                    "the capacity must be a power of two, 1024 or more: capacity=" + capacity);
        }
        memory.putInt(base + OneToOneRingLayout.CAPACITY_AT, capacity);
        memory.putInt(base + OneToOneRingLayout.VERSION_AT, OneToOneRingLayout.VERSION);
        OneToOneRingLayout.INTS.setVolatile(memory, base + OneToOneRingLayout.MAGIC_AT, OneToOneRingLayout.MAGIC);
    }
}

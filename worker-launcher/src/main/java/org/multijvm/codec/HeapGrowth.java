package org.multijvm.codec;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Doubles a buffer on the heap. */
final class HeapGrowth implements ValueWriter.Growth {
    /** The largest array that every JVM makes. */
    static final int MAX = Integer.MAX_VALUE - 8;

    @Override
    public ByteBuffer grow(ByteBuffer full, int needed) {
        long wanted = Math.max(2L * full.capacity(), (long) full.position() + needed);
        ByteBuffer bigger = ByteBuffer.allocate((int) Math.min(wanted, MAX)).order(ByteOrder.LITTLE_ENDIAN);
        return bigger.put(full.flip());
    }
}

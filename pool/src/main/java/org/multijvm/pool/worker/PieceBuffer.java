package org.multijvm.pool.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory of a worker, outside of its heap, for large bodies for which shared memory has no room, one after the other. One
 * thread; each {@link #take} ends the use of the buffer that the one before gave.
 */
final class PieceBuffer {
    /** What is larger is left to the garbage collector. */
    private static final int LARGEST_KEPT = 1 << 22;

    private ByteBuffer kept = ByteBuffer.allocate(0);

    /**
     * A buffer with room for so many bytes, at position 0.
     *
     * @throws IllegalStateException if this JVM does not have them either
     */
    ByteBuffer take(int bytes) {
        if (kept.capacity() >= bytes) {
            return kept.clear();
        }
        ByteBuffer larger;
        try {
            larger = ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException(
                    "no room for a large value, neither in shared memory nor in this JVM: needed=" + bytes
                            + ", most outside of the heap="
                            + Runtime.getRuntime().maxMemory(),
                    e);
        }
        if (bytes <= LARGEST_KEPT) {
            kept = larger;
        }
        return larger;
    }
}

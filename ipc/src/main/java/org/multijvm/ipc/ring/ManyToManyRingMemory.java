package org.multijvm.ipc.ring;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a message ring as {@link ManyToManyRingLayout} draws them. Holds no state of its own. */
final class ManyToManyRingMemory {
    /** Below this a loop over words is quicker than the call that copies many bytes. */
    private static final int LONGEST_BY_WORDS = 128;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    /** No position: those are multiples of 8. */
    static final int NO_FRAME = 1;

    private final ByteBuffer memory;
    private final int base;
    private final int capacity;

    /**
     * @throws IllegalArgumentException if there is no ring
     */
    ManyToManyRingMemory(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
        this.capacity = ManyToManyRingLayout.checkedCapacity(memory, base);
    }

    int capacity() {
        return capacity;
    }

    ByteBuffer bytes() {
        return memory;
    }

    long tail() {
        return (long) ManyToManyRingLayout.LONGS.getAcquire(memory, base + ManyToManyRingLayout.TAIL_AT);
    }

    void tail(long tail) {
        ManyToManyRingLayout.LONGS.setRelease(memory, base + ManyToManyRingLayout.TAIL_AT, tail);
    }

    long head() {
        return (long) ManyToManyRingLayout.LONGS.getAcquire(memory, base + ManyToManyRingLayout.HEAD_AT);
    }

    void head(long head) {
        ManyToManyRingLayout.LONGS.setRelease(memory, base + ManyToManyRingLayout.HEAD_AT, head);
    }

    /**
     * Where the frame behind this one begins, of which at least the header can be relied on from here on.
     *
     * @param position of a frame
     * @param end a tail that was read before
     * @throws IOException if it is none that a writer has put there: the memory is damaged
     */
    int next(int position, int end) throws IOException {
        int next = nextOrNone(position, end);
        if (next == NO_FRAME) {
            throw damaged(position, end);
        }
        return next;
    }

    /** As {@link #next}; NO_FRAME for what is none, as it may seem to those who look without the reading lock. */
    int nextOrNone(int position, int end) {
        int frame = frame(position);
        int length = length(frame);
        byte kind = kind(frame);
        // one that ends at the ring's end at the latest is no longer than the ring, so that nothing overflows from here
        // on
        int toEnd = capacity - (position & capacity - 1);
        boolean fits = (position & 7) == 0
                && length >= (kind == ManyToManyRingLayout.FIRST ? ManyToManyRingLayout.TOTAL_LENGTH : 0)
                && length <= toEnd - ManyToManyRingLayout.FRAME_HEADER;
        int next = position + ManyToManyRingLayout.frameBytes(length);
        // a difference, since positions come round
        if (!fits
                || end - next < 0
                || end - position > capacity
                || kind < ManyToManyRingLayout.WHOLE
                || kind > ManyToManyRingLayout.LAST) {
            return NO_FRAME;
        }
        return next;
    }

    /** Tells of a frame that is none. */
    IOException damaged(int position, int end) {
        int frame = frame(position);
        return damaged("position=" + position + ", end=" + end + ", kind=" + kind(frame) + ", length=" + length(frame));
    }

    /** Ends the ring for all, since something lies there that nobody has put there; those who wait are to be woken by the caller's ring. */
    IOException damaged(String found) {
        ManyToManyRingLayout.INTS.setVolatile(
                memory, base + ManyToManyRingLayout.MAGIC_AT, ManyToManyRingLayout.DAMAGED);
        return new IOException("the shared memory is damaged, nothing can be sent or received by it any more: " + found
                + ", capacity=" + capacity);
    }

    /**
     * For those who wait: whether they can go on doing so.
     *
     * @throws IOException if somebody has found damage, or the positions cannot be
     */
    void checkSound() throws IOException {
        int magic = (int) ManyToManyRingLayout.INTS.getVolatile(memory, base + ManyToManyRingLayout.MAGIC_AT);
        if (magic != ManyToManyRingLayout.MAGIC) {
            throw damaged("magic=" + Integer.toHexString(magic));
        }
        int head;
        int used;
        int tail;
        do {
            head = (int) head();
            tail = (int) tail();
            used = tail - head;
            // both may have moved between the two loads
        } while (head != (int) head());
        if (used < 0 || used > capacity || ((head | tail) & 7) != 0) {
            throw damaged("head=" + head + ", tail=" + tail);
        }
    }

    boolean hasData() {
        return (int) head() != (int) tail();
    }

    /** The head is read first: the other way round there could seem to be more room than there is. */
    int freeBytes() {
        int head = (int) head();
        return Math.max(0, capacity - ((int) tail() - head));
    }

    /** Whether a frame of so many bytes has room, with the fill in front of it. */
    boolean hasRoom(int bytes) {
        int head = (int) head();
        int tail = (int) tail();
        return capacity - (tail - head) >= bytes + skip(tail, bytes);
    }

    /** What must be filled up so that a frame does not go over the ring's end. */
    int skip(int position, int needed) {
        int toEnd = capacity - (position & capacity - 1);
        return toEnd < needed ? toEnd : 0;
    }

    /** Where a frame begins in {@link #bytes}. */
    int frame(int position) {
        return base + ManyToManyRingLayout.DATA_AT + (position & capacity - 1);
    }

    int length(int frame) {
        return memory.getInt(frame);
    }

    byte kind(int frame) {
        return ManyToManyRingLayout.kind(memory.getInt(frame + ManyToManyRingLayout.KIND_IN_FRAME));
    }

    byte type(int frame) {
        return ManyToManyRingLayout.type(memory.getInt(frame + ManyToManyRingLayout.KIND_IN_FRAME));
    }

    /** The length of the whole message that begins in a FIRST. */
    long total(int frame) {
        return memory.getLong(frame + ManyToManyRingLayout.FRAME_HEADER);
    }

    void header(int frame, int length, byte kind, byte type) {
        memory.putInt(frame, length);
        memory.putInt(frame + ManyToManyRingLayout.KIND_IN_FRAME, ManyToManyRingLayout.kindAndType(kind, type));
    }

    /** The message of a WHOLE. */
    Message copy(int frame) {
        byte[] bytes = new byte[length(frame)];
        get(frame + ManyToManyRingLayout.FRAME_HEADER, bytes, 0, bytes.length);
        return new Message(type(frame), bytes);
    }

    /** Copies bytes into the ring. */
    void put(int at, byte[] bytes, int offset, int length) {
        if (length > LONGEST_BY_WORDS) {
            memory.put(at, bytes, offset, length);
            return;
        }
        int words = length & -Long.BYTES;
        for (int i = 0; i < words; i += Long.BYTES) {
            memory.putLong(at + i, (long) WORDS.get(bytes, offset + i));
        }
        for (int i = words; i < length; i++) {
            memory.put(at + i, bytes[offset + i]);
        }
    }

    /** Copies bytes out of the ring. */
    void get(int at, byte[] bytes, int offset, int length) {
        if (length > LONGEST_BY_WORDS) {
            memory.get(at, bytes, offset, length);
            return;
        }
        int words = length & -Long.BYTES;
        for (int i = 0; i < words; i += Long.BYTES) {
            WORDS.set(bytes, offset + i, memory.getLong(at + i));
        }
        for (int i = words; i < length; i++) {
            bytes[offset + i] = memory.get(at + i);
        }
    }
}

package org.multijvm.ipc.channel;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The bytes of a message ring as {@link MessageRingLayout} draws them. Holds no state of its own. */
final class RingMemory {
    /** Below this a loop over words is quicker than the call that copies many bytes. */
    private static final int LONGEST_BY_WORDS = 128;

    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int base;
    private final int capacity;

    /**
     * @throws IllegalArgumentException if there is no ring
     */
    RingMemory(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
        this.capacity = MessageRingLayout.checkedCapacity(memory, base);
    }

    int capacity() {
        return capacity;
    }

    ByteBuffer bytes() {
        return memory;
    }

    long tail() {
        return (long) MessageRingLayout.LONGS.getAcquire(memory, base + MessageRingLayout.TAIL_AT);
    }

    void tail(long tail) {
        MessageRingLayout.LONGS.setRelease(memory, base + MessageRingLayout.TAIL_AT, tail);
    }

    long head() {
        return (long) MessageRingLayout.LONGS.getAcquire(memory, base + MessageRingLayout.HEAD_AT);
    }

    void head(long head) {
        MessageRingLayout.LONGS.setRelease(memory, base + MessageRingLayout.HEAD_AT, head);
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
        return base + MessageRingLayout.DATA_AT + (position & capacity - 1);
    }

    int length(int frame) {
        return memory.getInt(frame);
    }

    byte kind(int frame) {
        return MessageRingLayout.kind(memory.getInt(frame + MessageRingLayout.KIND_IN_FRAME));
    }

    byte type(int frame) {
        return MessageRingLayout.type(memory.getInt(frame + MessageRingLayout.KIND_IN_FRAME));
    }

    /** The length of the whole message that begins in a FIRST. */
    long total(int frame) {
        return memory.getLong(frame + MessageRingLayout.FRAME_HEADER);
    }

    void header(int frame, int length, byte kind, byte type) {
        memory.putInt(frame, length);
        memory.putInt(frame + MessageRingLayout.KIND_IN_FRAME, MessageRingLayout.kindAndType(kind, type));
    }

    /** The message of a WHOLE. */
    Message copy(int frame) {
        byte[] bytes = new byte[length(frame)];
        get(frame + MessageRingLayout.FRAME_HEADER, bytes, 0, bytes.length);
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

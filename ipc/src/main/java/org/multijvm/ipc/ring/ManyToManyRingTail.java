package org.multijvm.ipc.ring;

import java.io.IOException;

/** The writing side of a message ring in this JVM. Guarded by the ring's writing lock. */
final class ManyToManyRingTail {
    private final ManyToManyRingMemory memory;

    /** The tail that this JVM stored last, and the head it saw then or later, which can be believed as long as nobody else wrote. */
    private long lastTail;

    private int knownHead;

    ManyToManyRingTail(ManyToManyRingMemory memory) {
        this.memory = memory;
        this.lastTail = memory.tail();
        this.knownHead = (int) memory.head();
    }

    /**
     * Writes one frame and makes it visible.
     *
     * @param total the length of the message, for a FIRST
     * @param messages 1 if a message is whole with this frame, else 0
     * @return false if it has no room now
     * @throws IOException if the memory is damaged
     */
    boolean place(byte kind, byte type, byte[] bytes, int offset, int length, long total, int messages)
            throws IOException {
        long tail = memory.tail();
        if (tail != lastTail) {
            knownHead = (int) memory.head();
            lastTail = tail;
        }
        int header = kind == ManyToManyRingLayout.FIRST ? ManyToManyRingLayout.TOTAL_LENGTH : 0;
        int needed = ManyToManyRingLayout.frameBytes(length + header);
        int position = (int) tail;
        int used = position - knownHead;
        if (used < 0 || used > memory.capacity() || (position & 7) != 0) {
            throw memory.damaged("head=" + knownHead + ", tail=" + position);
        }
        int skip = memory.skip(position, needed);
        if (!hasRoom(position, skip + needed)) {
            return false;
        }
        if (skip > 0) {
            int fill = skip - ManyToManyRingLayout.FRAME_HEADER;
            memory.header(memory.frame(position), fill, ManyToManyRingLayout.PADDING, (byte) 0);
        }
        int frame = memory.frame(position + skip);
        boolean last = kind == ManyToManyRingLayout.MORE && messages > 0;
        memory.header(frame, length + header, last ? ManyToManyRingLayout.LAST : kind, type);
        int payload = frame + ManyToManyRingLayout.FRAME_HEADER;
        if (header > 0) {
            memory.bytes().putLong(payload, total);
        }
        memory.put(payload + header, bytes, offset, length);
        lastTail = ManyToManyRingLayout.advanced(tail, messages, position + skip + needed);
        memory.tail(lastTail);
        return true;
    }

    private boolean hasRoom(int position, int bytes) {
        if (position - knownHead + bytes <= memory.capacity()) {
            return true;
        }
        knownHead = (int) memory.head();
        return position - knownHead + bytes <= memory.capacity();
    }
}

package org.multijvm.ipc.ring;

import java.io.IOException;

/** The reading side of a message ring in this JVM. Guarded by the ring's reading lock. */
final class ManyToManyRingHead {
    private final ManyToManyRingMemory memory;

    /** The head that this JVM stored last, and the tail it saw then or later, which can be believed as long as nobody else read. */
    private long lastHead;

    private int knownTail;

    ManyToManyRingHead(ManyToManyRingMemory memory) {
        this.memory = memory;
        this.lastHead = memory.head();
        this.knownTail = (int) lastHead;
    }

    /** Where the oldest frame begins. To be called after the lock was taken. */
    int start() {
        long head = memory.head();
        if (head != lastHead) {
            lastHead = head;
            knownTail = (int) memory.tail();
        }
        return (int) head;
    }

    /** A look without the lock, and as a rule without the word that writers store to: true if there was a frame when this JVM looked last. */
    boolean seemsToHaveFrame() {
        return (int) lastHead != knownTail || memory.hasData();
    }

    /** Where the frame behind this one begins, which is there. */
    int next(int position) throws IOException {
        return memory.next(position, knownTail);
    }

    boolean hasFrame(int position) {
        if (position != knownTail) {
            return true;
        }
        knownTail = (int) memory.tail();
        return position != knownTail;
    }

    /** Gives the space in front of a position back, and counts so many messages as taken. */
    void store(int messages, int position) {
        if (messages > 0 || position != (int) lastHead) {
            lastHead = ManyToManyRingLayout.advanced(lastHead, messages, position);
            memory.head(lastHead);
        }
    }
}

package org.multijvm.ipc.ring;

/**
 * What a thread waits for at a {@link ManyToManyRing}.
 *
 * @param bytes for ROOM the number of free bytes for one frame
 */
record RingNeed(What what, int bytes) {
    enum What {
        /** Any frame. */
        DATA,
        /** A message, see {@link ManyToManyRing#hasMessage}. */
        MESSAGE,
        ROOM
    }

    static final RingNeed DATA = new RingNeed(What.DATA, 0);

    static final RingNeed MESSAGE = new RingNeed(What.MESSAGE, 0);

    static RingNeed room(int bytes) {
        return new RingNeed(What.ROOM, bytes);
    }

    /** The same, and of room at least so much. */
    RingNeed ample(int bytesAtLeast) {
        return what != What.ROOM || bytes >= bytesAtLeast ? this : room(bytesAtLeast);
    }
}

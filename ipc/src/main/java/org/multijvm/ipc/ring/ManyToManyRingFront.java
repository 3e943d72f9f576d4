package org.multijvm.ipc.ring;

/** What stands at the front of a {@link ManyToManyRing}, for a thread that wants to know whether it would have to wait. */
enum ManyToManyRingFront {
    /** Nothing but fills and pieces of what was lost with its reader. */
    NOTHING,
    /** A whole message. */
    WHOLE,
    /** The beginning of a message that the ring will hold as a whole, if its sender goes on. */
    HALF_THAT_FITS,
    /** The beginning of a message that must be taken while it comes. */
    HALF_OF_A_LONG_ONE,
    /** No frame: it was overwritten meanwhile, or the memory is damaged. */
    TORN;

    static ManyToManyRingFront of(ManyToManyRingMemory memory, int start, int end) {
        ManyToManyRingFront front = NOTHING;
        long missing = 0;
        int position = start;
        while (position != end) {
            int next = memory.nextOrNone(position, end);
            if (next == ManyToManyRingMemory.NO_FRAME) {
                return TORN;
            }
            int frame = memory.frame(position);
            int length = memory.length(frame);
            switch (memory.kind(frame)) {
                case ManyToManyRingLayout.WHOLE:
                    return WHOLE;
                case ManyToManyRingLayout.FIRST:
                    missing = memory.total(frame) - (length - ManyToManyRingLayout.TOTAL_LENGTH);
                    // with headers and fills it takes less than twice its length
                    front = memory.total(frame) <= memory.capacity() / 2 ? HALF_THAT_FITS : HALF_OF_A_LONG_ONE;
                    break;
                case ManyToManyRingLayout.MORE:
                    missing -= length;
                    break;
                case ManyToManyRingLayout.LAST:
                    if (front != NOTHING && length == missing) {
                        return WHOLE;
                    }
                    front = NOTHING;
                    break;
                default:
                    break;
            }
            position = next;
        }
        return front;
    }
}

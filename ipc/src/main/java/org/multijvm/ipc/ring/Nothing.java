package org.multijvm.ipc.ring;

/** Why nothing was taken from a {@link ManyToManyRing}. */
public enum Nothing implements Taken {
    /** Nothing came in time. */
    TIME_OVER,
    /** Nothing will come any more. */
    ENDED,
    /** The next message exceeds the limit; it stays where it is. */
    TOO_LONG;

    /** What a wait that was not DONE gives. */
    static Nothing of(RingOutcome outcome) {
        return outcome == RingOutcome.ENDED ? ENDED : TIME_OVER;
    }
}

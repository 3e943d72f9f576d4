package org.multijvm.ipc.ring;

/** What came of a wait or an attempt at a {@link ManyToManyRing}. */
public enum RingOutcome {
    /** What was waited for is there, or done. */
    DONE,
    /** The time was over first. */
    TIME_OVER,
    /** The {@link RingGuard} says that it is over. */
    ENDED
}

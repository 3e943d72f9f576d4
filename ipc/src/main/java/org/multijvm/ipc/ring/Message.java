package org.multijvm.ipc.ring;

/**
 * What was taken from a {@link ManyToManyRing}, or why nothing was.
 *
 * @param type the sender's
 * @param bytes the whole message; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared
public record Message(byte type, byte[] bytes) {
    private static final byte[] NOTHING = {};

    /** Nothing came in time. */
    public static final Message TIME_OVER = new Message((byte) -1, NOTHING);

    /** Nothing will come any more. */
    public static final Message ENDED = new Message((byte) -2, NOTHING);

    /** The next message exceeds the limit; it stays where it is. */
    public static final Message TOO_LONG = new Message((byte) -3, NOTHING);

    static Message of(RingOutcome outcome) {
        return outcome == RingOutcome.ENDED ? ENDED : TIME_OVER;
    }
}

package org.multijvm.ipc.ring;

import org.jspecify.annotations.Nullable;

/**
 * How messages are taken from a {@link ManyToManyRing}; can be used for any number.
 *
 * @param limit a message longer than this stays where it is
 * @param opener makes of what lies in the ring what the reader gets
 * @param guard ends waits
 * @param target gets the pieces of a message in pieces as they come; null: they are put together in an array
 */
public record Taking(
        int limit,
        MessageOpener opener,
        RingGuard guard,
        @Nullable PieceTarget target) {
    /** Takes whole messages, of up to 2 GiB. */
    public Taking(MessageOpener opener, RingGuard guard) {
        this(LONGEST_ARRAY, opener, guard, null);
    }

    /** No array is longer, for all JVMs. */
    static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;
}

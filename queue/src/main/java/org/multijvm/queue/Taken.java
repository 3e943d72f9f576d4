package org.multijvm.queue;

import org.jspecify.annotations.Nullable;

/**
 * A message that was taken.
 *
 * @param frame the message
 * @param body its body, also of one that had a file
 * @param kind the body's kind
 * @param slot where it is in hand; null in a queue whose messages need not be done
 */
record Taken(Frame frame, byte[] body, byte kind, Hands.@Nullable Slot slot) {
    Taken inHand(Hands.Slot newSlot) {
        return new Taken(frame, body, kind, newSlot);
    }
}

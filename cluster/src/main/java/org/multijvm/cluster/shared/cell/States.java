package org.multijvm.cluster.shared.cell;

import java.util.Map;
import java.util.UUID;

/** What can be seen of an object's state without making the object. */
public final class States {
    private States() {}

    /** Answers for calls of a client that had waited, and that the step which made this state has answered: by their numbers. */
    public static Map<Long, byte[]> news(byte[] state, UUID client) {
        return Cell.news(state, client);
    }

    /** What the object is. */
    public static CellKind kind(byte[] state) {
        return Cell.kindOf(state);
    }
}

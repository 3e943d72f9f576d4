package org.multijvm.cluster.driver;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.engine.Task;
import org.multijvm.pool.engine.WorkItem;

/** A task on its way through a cluster. What changes is guarded by the lock of the {@link Seats}. */
final class ClusterJob extends WorkItem<ClusterJob> {
    final EncodedCall call;

    /** At the members that have it: one, or two if it was late; none while it waits, and when it has ended. */
    final List<Copy> copies = new ArrayList<>(1);

    /** Counts the members that were given it. */
    int attempt;

    /** Taken out of all seats, by a thread that is to complete it or to give it back. */
    boolean inHand;

    /** Taken out for good. */
    boolean ended;

    ClusterJob(Task task, long number, EncodedCall call) {
        super(task, number);
        this.call = call;
        this.takenAt = System.nanoTime();
    }

    @Override
    public int length() {
        return call.bytes().length;
    }

    /** For how long it may still wait; {@link Long#MAX_VALUE} without limit. */
    long waitLeft(long now) {
        return options()
                .waitLimit()
                .map(limit -> limit.toNanos() - (now - takenAt))
                .orElse(Long.MAX_VALUE);
    }
}

package org.multijvm.cluster.grid;

import org.apache.ignite.Ignite;
import org.apache.ignite.failure.FailureContext;
import org.apache.ignite.failure.FailureHandler;
import org.apache.ignite.failure.StopNodeFailureHandler;

/**
 * What a node does that cannot go on: it stops. Ignite's own way halts the JVM, which is the user's. Where only the memory for shared objects is full it goes on: whoever wants more gets an error, and else each
 * member in turn would stop, with all tasks.
 */
final class NodeFailures implements FailureHandler {
    private final FailureHandler stops = new StopNodeFailureHandler();

    @Override
    public boolean onFailure(Ignite ignite, FailureContext failure) {
        return !FullMemory.isReasonOf(failure.error()) && stops.onFailure(ignite, failure);
    }
}

package org.multijvm.cluster.shared.cell;

import java.util.UUID;

/** Who is there, as the member sees it that runs a step. */
@FunctionalInterface
public interface Nodes {
    /**
     * Whether a node has gone for ever.
     *
     * @param order when it joined: a member that does not know it yet must not take it for gone
     */
    boolean isGone(UUID node, long order);
}

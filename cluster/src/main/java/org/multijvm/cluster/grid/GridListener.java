package org.multijvm.cluster.grid;

import java.util.UUID;

/** Is told what happens in the grid, by threads that must not be kept. */
public interface GridListener {
    /** A message has come; those of one node come one after the other, in their order. */
    void received(UUID from, byte[] message);

    /** A member is there. */
    void joined(MemberInfo member);

    /** A node has gone, or is taken for gone: nothing comes of it any more. */
    void left(UUID node);

    /** This node is no part of the cluster any more. */
    void cutOff();
}

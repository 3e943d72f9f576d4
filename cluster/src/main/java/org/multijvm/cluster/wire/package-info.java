/** What the nodes of a cluster tell each other. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.wire;

/** Objects that the programs of a cluster share, in memory of its members, each on two of them. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.shared;

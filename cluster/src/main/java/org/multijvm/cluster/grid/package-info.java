/** The cluster's engine, Apache Ignite: who is there, and messages between them. Nothing else of this library sees Ignite. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.grid;

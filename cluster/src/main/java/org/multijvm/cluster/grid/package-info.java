/** The cluster's engine, Apache Ignite: who is there, and messages between them. Nothing else of this library sees Ignite, but for the shared objects, which lie in its caches. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.grid;

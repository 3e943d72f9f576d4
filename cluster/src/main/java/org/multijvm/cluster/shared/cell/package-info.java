/** The shared objects of a cluster as state machines: each is the bytes of one cache entry, and each call a step from one state to the next. Nothing here knows Apache Ignite. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.shared.cell;

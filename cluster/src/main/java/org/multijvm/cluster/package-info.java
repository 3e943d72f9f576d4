/** Pools whose workers are on several machines, on Apache Ignite. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster;

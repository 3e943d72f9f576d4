/** The side of a machine that runs tasks. */
@org.jspecify.annotations.NullMarked
package org.multijvm.cluster.member;

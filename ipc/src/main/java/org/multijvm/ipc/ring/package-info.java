/**
 * Rings of messages in shared memory: {@code OneToOneRing} without any lock, {@code ManyToManyRing} with one lock a side. For the modules of this
 * library alone.
 */
package org.multijvm.ipc.ring;

/**
 * Arrays, values and bytes that JVMs share. Nothing here waits; {@code ipc.sync} has the locks.
 *
 * <p><b>When space comes back.</b> Java cannot unmap memory that somebody may still use. So the space of an array, a {@code SharedMemory} or a {@code
 * ShareableList} that has ended is released once the garbage collector has run in every JVM that mapped it; a JVM that is short of space starts
 * its own collector first. Small arrays and values share files, whose space is used again.
 */
package org.multijvm.ipc.memory;

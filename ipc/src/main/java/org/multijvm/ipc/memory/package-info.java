/**
 * Arrays, values and bytes that JVMs share. Nothing here waits; {@code ipc.sync} has the locks.
 *
 * <p><b>When space comes back.</b> Java cannot unmap memory that somebody may still use. So the space of an array, a {@code SharedMemory} or a {@code
 * ShareableList} that has ended is released once the garbage collector has run in every JVM that mapped it; a JVM that is short of space starts
 * its own collector first. Small arrays and values share files, whose space is used again.
 *
 * <p><b>Memory consistency.</b> The Java Language Specification (17.4.5) says what a thread of one JVM sees of another's writes. Between JVMs that map the
 * same memory the same holds, since volatile, release and acquire accesses of a mapped word are those of a field to the processor. So where this
 * library's Javadoc says that something in one JVM <i>happens-before</i> something in another, all that the first had written to shared memory before, by
 * plain access too, is seen by the second behind it. Memory that is not shared is not meant: an object travels as a copy.
 *
 * <ul>
 *   <li>A volatile or releasing write of an element or value happens-before every volatile or acquiring read that sees it; what is atomic is both.
 *   <li>What the JVM that starts a process does before the start happens-before everything in that process, and this happens-before the return of {@code
 *       join} that tells of its end.
 *   <li>Locks and their like, pipes, queues and pools say their own.
 * </ul>
 */
package org.multijvm.ipc.memory;

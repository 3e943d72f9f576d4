/**
 * How a thread waits for a word in shared memory, and how a lock survives the death of its owner. For the modules of this library alone.
 *
 * <p>A waiting thread first spins for some microseconds, then sleeps in the kernel (or polls, where there is no futex), never longer than a slice of
 * milliseconds at a time; after each slice it looks whether the process that it waits for lives.
 */
package org.multijvm.ipc.wait;

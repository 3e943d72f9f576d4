/**
 * Locks, semaphores, events, latches, conditions and barriers between JVMs. What a process held comes back when it dies.
 *
 * <p><b>How threads wait.</b> A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual
 * thread, and any thread where there is no such sleep, polls instead, up to once a millisecond. An interrupt ends an interruptible wait some 8 ms
 * later at the latest.
 */
package org.multijvm.ipc.sync;

/**
 * Locks, semaphores, events, latches, conditions and barriers between JVMs. What a process held comes back when it dies.
 *
 * <p><b>How threads wait.</b> A waiting thread spins for some microseconds, if that has paid off before, and then sleeps in the kernel; a virtual
 * thread, and any thread where there is no such sleep, polls instead, up to once a millisecond. An interrupt ends an interruptible wait some 8 ms
 * later at the latest.
 *
 * <p><b>Memory consistency</b>, in the sense of {@link org.multijvm.ipc.memory}, between threads of any JVMs:
 *
 * <ul>
 *   <li>A release of a lock happens-before the next acquisition of it; the same goes for the death of a process that holds it, as far as it had come: see
 *       {@link org.multijvm.ipc.sync.SharedLock#wasAbandoned}.
 *   <li>A release of a write lock happens-before the next acquisition of the read or the write lock, and a release of the read lock before the next one of the
 *       write lock.
 *   <li>A release of a semaphore's permit happens-before the acquisition that gets it.
 *   <li>{@code set} of an event happens-before the return of a wait that it ends; a {@code countDown} of a latch before the return of each wait for zero.
 *   <li>What a party does before it arrives at a barrier happens-before the barrier's action, and this before the return of every party.
 *   <li>A notification of a condition happens-before the return of the wait that it ends, as the lock is released and taken between them.
 * </ul>
 */
package org.multijvm.ipc.sync;

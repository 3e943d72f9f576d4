/**
 * Locks, semaphores, events, latches, conditions and barriers between JVMs. What a process held comes back when it dies.
 */
package org.multijvm.ipc.sync;

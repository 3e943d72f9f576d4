/** Queues between JVMs. */
package org.multijvm.ipc.queue;

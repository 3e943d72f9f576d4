/** Queues between JVMs that survive on disk. */
package org.multijvm.queue;

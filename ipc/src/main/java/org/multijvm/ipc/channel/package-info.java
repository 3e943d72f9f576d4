/** Pipes between JVMs, as those of Python's {@code multiprocessing}. */
package org.multijvm.ipc.channel;

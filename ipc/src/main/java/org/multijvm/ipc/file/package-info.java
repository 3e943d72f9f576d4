/**
 * Files that JVMs share by mapping them, and the cells in such files. For the modules of this library alone; users have {@code ipc.memory}, {@code
 * ipc.sync}, {@code ipc.channel} and {@code ipc.queue}.
 */
package org.multijvm.ipc.file;

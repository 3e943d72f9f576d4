/**
 * Message channels over sockets: a {@link org.multijvm.ipc.socket.Listener} and its {@link org.multijvm.ipc.socket.Client}s, on one machine or over the network, who prove to each other that they have the same key before
 * anything else.
 */
package org.multijvm.ipc.socket;

/**
 * Socket servers that run a handler for each client, in threads or in worker JVMs; Python's {@code socketserver}. Begin with {@link org.multijvm.server.SocketServer}.
 */
@org.jspecify.annotations.NullMarked
package org.multijvm.server;

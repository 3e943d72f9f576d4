package org.multijvm.manager;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.manager.served.Server;

/**
 * What the JVM of a started manager runs. It gets the key with its function, by standard input.
 *
 * @param news where it tells its address, or why it has none
 */
record ServerMain(
        String address,
        byte[] key,
        @Nullable String accepted,
        boolean runsFunctions,
        Map<Class<?>, ? extends @Nullable SerializableCallable<?>> types,
        Connection news)
        implements SerializableRunnable {
    @Override
    public void run() throws IOException, InterruptedException {
        Server server;
        try {
            server = Server.open(new Server.Settings(
                    Address.parse(address), AuthKey.of(key), accepted, runsFunctions, types, ProxyTicket.class));
        } catch (IOException | RuntimeException e) {
            news.send("!" + e);
            throw e;
        }
        news.send(server.address().toString());
        news.close();
        server.join();
    }
}

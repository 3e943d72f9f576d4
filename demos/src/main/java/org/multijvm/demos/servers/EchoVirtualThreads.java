package org.multijvm.demos.servers;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.server.ServedClient;
import org.multijvm.server.SocketServer;
import picocli.CommandLine.Option;

/** An echo server in plain blocking code, with a thread for each of its many clients: virtual threads from JDK 21 on, platform threads before. */
public final class EchoVirtualThreads extends Demo {
    private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

    @Option(names = "--clients", paramLabel = "N", description = "how many are served at once")
    private int clients = 1000;

    @Override
    public int run() throws IOException {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                .handler(EchoVirtualThreads::echo)
                .maxClients(clients)
                .start()) {
            List<Caller> all = new ArrayList<>();
            int answers = 0;
            for (int i = 0; i < clients; i++) {
                all.add(Caller.connect(server.address()));
            }
            for (int i = 0; i < clients; i++) {
                answers += ("echo " + i).equals(all.get(i).ask("echo " + i)) ? 1 : 0;
            }
            boolean virtual = Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS;
            System.out.println(server.stats().active() + " clients at once, each in a "
                    + (virtual ? "virtual" : "platform") + " thread, " + answers + " answers");
            for (Caller caller : all) {
                caller.close();
            }
        }
        return 0;
    }

    private static void echo(ServedClient client) throws IOException {
        while (client.awaitRequest()) {
            client.write(client.readLine() + "\n");
        }
    }
}

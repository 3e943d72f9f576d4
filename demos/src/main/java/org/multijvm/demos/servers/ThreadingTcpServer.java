package org.multijvm.demos.servers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.server.ClientHandler;
import org.multijvm.server.SocketServer;
import org.multijvm.server.SocketServerBuilder;
import picocli.CommandLine.Option;

/** The call centre: a greeting, an answer to each key, and many callers at once, each in a thread of its own. */
public final class ThreadingTcpServer extends Demo {
    @Option(names = "--callers", paramLabel = "N", description = "how many call at once")
    private int callers = 3;

    @Option(
            names = "--unix",
            paramLabel = "PATH",
            description = "serves at a Unix-domain socket of this path and not at a port")
    private @Nullable Path unix;

    @Override
    public int run() throws IOException {
        SocketServerBuilder<ClientHandler> builder =
                unix == null ? SocketServer.tcp("127.0.0.1", 0) : SocketServer.unix(unix);
        try (SocketServer server = builder.handler(CallCentre::answer).threads().start()) {
            List<Caller> all = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                Caller caller = Caller.connect(server.address());
                System.out.println("caller " + i + " hears: " + caller.hear());
                all.add(caller);
            }
            for (String key : List.of("0", "7", "exit")) {
                for (int i = 0; i < callers; i++) {
                    System.out.println("caller " + i + " presses " + key + ": "
                            + all.get(i).ask(key));
                }
            }
            for (Caller caller : all) {
                caller.close();
            }
        }
        return 0;
    }
}

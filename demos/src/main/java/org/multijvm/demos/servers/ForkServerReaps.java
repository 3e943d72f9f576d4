package org.multijvm.demos.servers;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.multijvm.demos.kit.Demo;
import org.multijvm.server.SocketServer;
import picocli.CommandLine.Option;

/** A process for each client, one after the other; when they have ended, nothing is left of them in the table of processes. */
public final class ForkServerReaps extends Demo {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Option(names = "--clients", paramLabel = "N", description = "how many come")
    private int clients = 4;

    @Override
    public int run() throws IOException, InterruptedException {
        Set<Long> pids = new TreeSet<>();
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                .handler(CallCentre::answer)
                .forking()
                .start()) {
            for (int i = 0; i < clients; i++) {
                try (Caller caller = Caller.connect(server.address())) {
                    caller.hear();
                    pids.add(Long.valueOf(String.valueOf(caller.ask("pid"))));
                    System.out.println("client " + i + ": " + caller.ask("exit"));
                }
            }
            server.shutdown(LIMIT);
        }
        // a zombie would still be there
        long left =
                pids.stream().filter(pid -> ProcessHandle.of(pid).isPresent()).count();
        System.out.println(pids.size() + " processes for " + clients + " clients, left: " + left);
        return 0;
    }
}

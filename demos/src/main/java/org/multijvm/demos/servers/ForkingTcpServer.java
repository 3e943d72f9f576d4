package org.multijvm.demos.servers;

import java.io.IOException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.server.SocketServer;

/** The call centre with a JVM for each caller: one of them crashes, and the other does not notice. */
public final class ForkingTcpServer extends Demo {
    @Override
    public int run() throws IOException {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 0)
                        .handler(CallCentre::answer)
                        .forking()
                        .start();
                Caller first = Caller.connect(server.address());
                Caller second = Caller.connect(server.address())) {
            System.out.println("first hears: " + first.hear());
            System.out.println("second hears: " + second.hear());
            String one = first.ask("pid");
            String two = second.ask("pid");
            System.out.println("first talks to " + one + ", second to " + two);
            System.out.println("first presses crash: " + (first.ask("crash") == null ? "the line is dead" : "?"));
            System.out.println("second presses 0: " + second.ask("0"));
        }
        return 0;
    }
}

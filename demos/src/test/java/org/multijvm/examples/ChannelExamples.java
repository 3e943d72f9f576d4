package org.multijvm.examples;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.AuthKey;
import org.multijvm.ipc.socket.Client;
import org.multijvm.ipc.socket.Listener;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.Pool;
import org.multijvm.server.ServedClient;
import org.multijvm.server.SocketServer;

/** As {@link JavadocExamples}, of those in which a Connection is one between JVMs, and of servers. */
@SuppressWarnings({"unused", "SystemOut", "FutureReturnValueIgnored", "CheckReturnValue"})
final class ChannelExamples {
    private ChannelExamples() {}

    static void pipe() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            Connection theirs = pipe.second();
            JvmProcess.start(() -> theirs.send(List.of(42, "hello")));
            System.out.println(pipe.first().recv());
        }
    }

    static void oneWay(List<String> sites, Pool pool) throws Exception {
        OneWayPipe work = Pipe.oneWay();
        Connection out = work.writer();
        Connection in = work.reader();
        for (String site : sites) {
            JvmProcess.start(() -> crawl(site, out)); // ends with out.close(), or dies
        }
        out.close(); // this JVM sends nothing
        pool.onEachWorker(() -> in.stream(Page.class).mapToInt(Index::add).sum());
    }

    static void client(Path path) throws Exception {
        try (Connection connection = Client.connect(Address.tcp("db7", 5000), AuthKey.fromFile(path))) {
            connection.send(List.of("add", 1, 2));
            System.out.println(connection.recv());
        }
    }

    static void listener(AuthKey key) throws Exception {
        try (Listener listener = Listener.open(Address.tcp("0.0.0.0", 5000), key)) {
            while (true) {
                Connection client = listener.accept();
                new Thread(() -> serve(client)).start();
            }
        }
    }

    static void server() throws Exception {
        try (SocketServer server = SocketServer.tcp("127.0.0.1", 10086)
                .handler(client -> client.write("you said " + client.readLine() + "\n"))
                .prefork(2)
                .start()) {
            server.serveForever();
        }
    }

    static void requests(ServedClient client) throws Exception {
        while (client.awaitRequest()) {
            client.write(answer(client.readLine()) + "\n");
        }
    }

    // what the examples name of a program

    private static String answer(@Nullable String question) {
        return "yes";
    }

    record Page(String title) implements Serializable {}

    private static void crawl(String site, Connection out) {}

    private static void serve(Connection client) {}

    private static final class Index {
        static int add(Page page) {
            return 1;
        }
    }
}

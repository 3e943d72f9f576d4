package org.multijvm.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.multijvm.server.ServedClient;
import org.multijvm.server.ServerStats;
import org.multijvm.server.SocketServer;

/**
 * The figures of socket servers, beside Python's {@code socketserver} with the same handler. The client of the HTTP rows is wrk, which nobody here wrote ({@code apt-get install wrk}); without it they give NaN and say so.
 */
final class ServerRows implements AutoCloseable {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, world!";
    private static final Pattern REQUESTS = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern ERRORS = Pattern.compile("Socket errors:.*|Non-2xx.*");
    private static final int WORKERS = 2;
    private static final int CLIENTS = 64;

    /** JVMs that wait for clients; so many clients come in a burst. */
    private static final int SPARES = 8;

    /** Clients that come when no JVM waits any more. */
    private static final int STEADY = 24;

    private final Path peer;
    private @Nullable SocketServer threads;
    private @Nullable SocketServer prefork;
    private @Nullable SocketServer forking;
    private @Nullable PeerServer threadingPeer;
    private @Nullable PeerServer forkingPeer;

    ServerRows(Path peer) {
        this.peer = peer;
    }

    List<Row> rows() {
        return List.of(
                new Row(
                        "server.threads",
                        "requests/s",
                        Ratio.RATE,
                        () -> wrk(threads().port()),
                        () -> wrk(threadingPeer().port())),
                new Row(
                        "server.prefork",
                        "requests/s",
                        Ratio.RATE,
                        () -> wrk(prefork().port()),
                        () -> wrk(threadingPeer().port())),
                new Row(
                        "server.forking",
                        "connections/s",
                        Ratio.RATE,
                        () -> burst(forking()),
                        () -> connections(forkingPeer().port(), SPARES)),
                new Row(
                        "server.forking_steady",
                        "connections/s",
                        Ratio.RATE,
                        () -> connections(forking().port(), STEADY),
                        () -> connections(forkingPeer().port(), STEADY)));
    }

    /** Enough of HTTP for a request without a body, on a connection that stays open. */
    static void serve(ServedClient client) throws IOException {
        while (client.awaitRequest()) {
            String line = client.readLine();
            while (line != null && !line.isEmpty()) {
                line = client.readLine();
            }
            client.write(ANSWER);
        }
    }

    private SocketServer threads() throws IOException {
        SocketServer started = threads;
        if (started == null) {
            started =
                    SocketServer.tcp("127.0.0.1", 0).handler(ServerRows::serve).start();
            threads = started;
        }
        return started;
    }

    private SocketServer prefork() throws IOException {
        SocketServer started = prefork;
        if (started == null) {
            started = SocketServer.tcp("127.0.0.1", 0)
                    .handler(ServerRows::serve)
                    .prefork(WORKERS)
                    .start();
            prefork = started;
        }
        return started;
    }

    private SocketServer forking() throws IOException {
        SocketServer started = forking;
        if (started == null) {
            started = SocketServer.tcp("127.0.0.1", 0)
                    .handler(ServerRows::serve)
                    .forking(SPARES)
                    .start();
            forking = started;
        }
        return started;
    }

    private PeerServer threadingPeer() throws IOException {
        PeerServer started = threadingPeer;
        if (started == null) {
            started = PeerServer.start(peer, "threading");
            threadingPeer = started;
        }
        return started;
    }

    private PeerServer forkingPeer() throws IOException {
        PeerServer started = forkingPeer;
        if (started == null) {
            started = PeerServer.start(peer, "forking");
            forkingPeer = started;
        }
        return started;
    }

    private static double wrk(int port) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("wrk", "-t1", "-c" + CLIENTS, "-d2s", "http://127.0.0.1:" + port + "/")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException missing) {
            System.err.println("no wrk, no figure: apt-get install wrk");
            return Double.NaN;
        }
        String said;
        try (var output = process.getInputStream()) {
            said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
        }
        Matcher requests = REQUESTS.matcher(said);
        Matcher errors = ERRORS.matcher(said);
        if (process.waitFor() != 0 || !requests.find() || errors.find()) {
            throw new IOException("wrk has met errors: " + said);
        }
        return Double.parseDouble(requests.group(1));
    }

    /** As many clients as JVMs wait for them. */
    private static double burst(SocketServer server) throws Exception {
        long limit = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (waiting(server) < SPARES) {
            if (System.nanoTime() > limit) {
                throw new IOException("the spares of a server do not come up: there=" + waiting(server));
            }
            Thread.sleep(10);
        }
        return connections(server.port(), SPARES);
    }

    private static long waiting(SocketServer server) {
        return server.stats().workers().stream()
                .filter(worker -> worker.state() == ServerStats.State.SERVING)
                .count();
    }

    /** Each connection is one client, which asks once; as many clients at a time as the machine has processors. */
    private static double connections(int port, int number) throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(WORKERS);
        try {
            long start = System.nanoTime();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                all.add(clients.submit(() -> {
                    askOnce(port);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            return number * 1e9 / (System.nanoTime() - start);
        } finally {
            clients.shutdown();
        }
    }

    private static void askOnce(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) Duration.ofSeconds(30).toMillis());
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: here\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] answer = socket.getInputStream().readNBytes(ANSWER.length());
            if (!new String(answer, StandardCharsets.UTF_8).equals(ANSWER)) {
                throw new IOException("wrong answer: bytes=" + answer.length);
            }
        }
    }

    /** Python's server, which ends when its standard input does. */
    private record PeerServer(Process process, int port) implements AutoCloseable {
        static PeerServer start(Path script, String kind) throws IOException {
            Process process = new ProcessBuilder("python3", script.toString(), kind)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String port = lines.readLine();
            if (port == null) {
                throw new IOException("the peer script failed: script=" + script + ", kind=" + kind);
            }
            return new PeerServer(process, Integer.parseInt(port));
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    @Override
    public void close() {
        for (AutoCloseable each : new AutoCloseable[] {threads, prefork, forking, threadingPeer, forkingPeer}) {
            if (each != null) {
                try {
                    each.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}

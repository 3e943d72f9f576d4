package org.multijvm.demos.coroutines;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.LightThreads;
import picocli.CommandLine.Option;

/** Three pages are fetched at once, from a server that takes longer for each than for the one before. */
public final class GeventUrls extends Demo {
    private static final int PAGES = 3;
    private static final int LIMIT_SECONDS = 60;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    /** The server answers nobody before all three have asked: so it is seen that they do so at once. */
    private final CountDownLatch asked = new CountDownLatch(PAGES);

    @Override
    public int run() throws IOException, InterruptedException, ExecutionException {
        System.out.println(LightThreads.kind());
        ExecutorService threads = Executors.newFixedThreadPool(PAGES);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), PAGES);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
        try {
            String address = "http://" + server.getAddress().getAddress().getHostAddress() + ":"
                    + server.getAddress().getPort();
            fetchAll(address);
        } finally {
            server.stop(0);
            threads.shutdown();
        }
        return 0;
    }

    private void fetchAll(String address) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<CompletableFuture<Integer>> fetched = new ArrayList<>();
        for (int page = 1; page <= PAGES; page++) {
            URI uri = URI.create(address + "/" + page);
            fetched.add(LightThreads.async(() -> fetch(uri)));
        }
        for (CompletableFuture<Integer> each : fetched) {
            each.get();
        }
        System.out.printf(
                "all after %d ms; the slowest takes %d ms, one after the other they would take %d ms%n",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), PAGES * delay, (1 + 2 + 3) * delay);
    }

    private static int fetch(URI uri) throws IOException {
        try (InputStream in = uri.toURL().openStream()) {
            int bytes = in.readAllBytes().length;
            System.out.println(uri.getPath() + ": " + bytes + " bytes received");
            return bytes;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        int page = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
        try {
            asked.countDown();
            if (!asked.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the others have not asked: missing=" + asked.getCount());
            }
            Thread.sleep((long) page * delay);
            byte[] body = new byte[1000 * page];
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}

package org.multijvm.demos.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;

/** One thread serves all clients: it waits for any of them with a selector, and none of them blocks it. */
public final class SelectServer extends Demo {
    private static final int QUEUE = 1024;
    private static final int BUFFER = 1024;

    @Option(names = "--clients", paramLabel = "N", description = "how many are connected at once")
    private int clients = 1000;

    @Override
    public int run() throws IOException, InterruptedException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), QUEUE);
            Selector selector = Selector.open();
            Thread thread = new Thread(() -> serve(server, selector));
            thread.start();
            try {
                int answers = talk(server.getLocalAddress(), clients);
                System.out.println(clients + " clients at once, 1 thread, " + answers + " answers");
            } finally {
                selector.close();
                thread.join();
            }
        }
        return 0;
    }

    private static int talk(SocketAddress address, int clients) throws IOException {
        List<Caller> all = new ArrayList<>();
        int answers = 0;
        try {
            for (int i = 0; i < clients; i++) {
                all.add(Caller.connect(address));
            }
            for (int i = 0; i < clients; i++) {
                answers += ("client " + i).equals(all.get(i).ask("client " + i)) ? 1 : 0;
            }
        } finally {
            for (Caller caller : all) {
                caller.close();
            }
        }
        return answers;
    }

    private static void serve(ServerSocketChannel server, Selector selector) {
        try {
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            while (selector.isOpen()) {
                selector.select(key -> serve(selector, key));
            }
        } catch (IOException e) {
            System.out.println("the server ends: " + e.getMessage());
        } catch (java.nio.channels.ClosedSelectorException end) {
            // the last client has gone
        }
    }

    private static void serve(Selector selector, SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                SocketChannel client = ((ServerSocketChannel) key.channel()).accept();
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(BUFFER));
            } else {
                echo((SocketChannel) key.channel(), (ByteBuffer) key.attachment());
            }
        } catch (IOException gone) {
            key.cancel();
        }
    }

    private static void echo(SocketChannel client, ByteBuffer buffer) throws IOException {
        if (client.read(buffer.clear()) < 0) {
            client.close();
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            client.write(buffer);
        }
    }
}

package org.multijvm.ipc.socket;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody between a client and a listener, who hands on what both say, until told otherwise. */
final class Relay implements Closeable {
    private final ServerSocket door;
    private final int port;
    private final List<Closeable> open = new CopyOnWriteArrayList<>();
    private volatile boolean damaging;

    Relay(Address listener) throws IOException {
        port = ((Address.Tcp) listener).port();
        door = new ServerSocket(0, 50, InetAddress.getByName("localhost"));
        run(() -> {
            while (true) {
                Socket client = door.accept();
                Socket server = new Socket(InetAddress.getByName("localhost"), port);
                open.addAll(List.of(client, server));
                run(() -> pass(client, server));
                run(() -> pass(server, client));
            }
        });
    }

    Address address() {
        return Address.tcp("localhost", door.getLocalPort());
    }

    private interface Action {
        void run() throws IOException;
    }

    private static void run(Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (IOException closed) {
                // the end
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void pass(Socket from, Socket to) throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] buffer = new byte[10_000];
        for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
            if (damaging) {
                buffer[size - 1] ^= 1;
            }
            out.write(buffer, 0, size);
        }
    }

    /** From here on changes a bit of all it hands on. */
    void damage() {
        damaging = true;
    }

    /** Ends both connections; neither side has said anything. */
    void cut() throws IOException {
        for (Closeable socket : open) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        cut();
    }
}

package org.multijvm.classes;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Gives the bytes of classes that no file holds to the JVMs that this one sends them to: one thread, by a Unix-domain socket in the session's folder, which
 * no other user can enter. It is made when the first such class is named, and lives as long as this JVM.
 */
final class ClassServer implements Runnable {
    private static final int BACKLOG = 1024;

    /** Set once, under the lock of the class. */
    private static volatile @Nullable ClassServer current;

    private final String place;
    private final ServerSocketChannel socket;
    private final Selector selector;
    private final Thread thread;
    private volatile boolean stopped;

    private ClassServer(Path path) throws IOException {
        this.place = path.toString();
        this.selector = Selector.open();
        ServerSocketChannel made = null;
        try {
            made = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            made.bind(UnixDomainSocketAddress.of(path), BACKLOG);
            made.configureBlocking(false);
            made.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException | RuntimeException e) {
            selector.close();
            if (made != null) {
                made.close();
            }
            throw e;
        }
        this.socket = made;
        this.thread = new Thread(null, this, "multijvm-classes", 0, false);
        thread.setDaemon(true);
        // it runs code of other loaders, and must keep none of them
        thread.setContextClassLoader(null);
    }

    /**
     * Where others ask for the classes of this JVM.
     *
     * @throws IOException if there can be no such place
     */
    static String place() throws IOException {
        ClassServer known = current;
        return known == null ? open() : known.place;
    }

    /** Null if no class was ever named. */
    static @Nullable String placeIfOpen() {
        ClassServer known = current;
        return known == null ? null : known.place;
    }

    private static synchronized String open() throws IOException {
        ClassServer known = current;
        if (known == null) {
            Iterator<ClassPlace> places = ServiceLoader.load(ClassPlace.class, ClassPlace.class.getClassLoader())
                    .iterator();
            if (!places.hasNext()) {
                throw new IOException("no place for a socket: service=" + ClassPlace.class.getName());
            }
            Path path = places.next().newSocket();
            try {
                known = new ClassServer(path);
            } catch (IOException e) {
                throw new IOException(
                        "cannot make a socket for classes that no file holds (its path may have some 100 bytes,"
                                + " -Dmultijvm.session.root names another folder): path="
                                + path + ", bytes=" + path.toString().length() + ", cause=" + e,
                        e);
            }
            current = known;
            known.thread.start();
        }
        return known.place;
    }

    /** For tests: ends it, as if this JVM had not named a class yet. */
    static synchronized void stop() throws IOException, InterruptedException {
        ClassServer known = current;
        if (known != null) {
            known.stopped = true;
            known.selector.wakeup();
            known.thread.join();
            current = null;
            Files.deleteIfExists(Path.of(known.place));
        }
    }

    @Override
    public void run() {
        try (selector;
                socket) {
            while (!stopped) {
                try {
                    selector.select();
                    serve();
                } catch (IOException | RuntimeException | Error e) {
                    pause();
                }
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            return;
        }
    }

    /** No descriptor for a client, or no memory: what asks waits meanwhile. */
    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }

    private void serve() throws IOException {
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key.attachment() instanceof ClassClient client) {
                serve(key, client);
            } else {
                accept();
            }
        }
    }

    private void accept() throws IOException {
        SocketChannel client = socket.accept();
        if (client != null) {
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ, new ClassClient(client));
        }
    }

    private static void serve(SelectionKey key, ClassClient client) {
        try {
            if (!key.isValid()) {
                return;
            }
            key.interestOps(client.goOn() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        } catch (IOException | RuntimeException | Error e) {
            // it has ended, or asks nonsense
            client.close();
        }
    }
}

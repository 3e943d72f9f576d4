package org.multijvm.manager.served;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.socket.Address;
import org.multijvm.ipc.socket.Listener;
import org.multijvm.manager.wire.Hello;
import org.multijvm.manager.wire.In;
import org.multijvm.manager.wire.Strings;
import org.multijvm.manager.wire.WireException;
import org.slf4j.LoggerFactory;

/** A thread that lets clients in who have proven the key, and gives each a thread of its own, which agrees with it on how to talk and then serves it. */
final class Door extends Thread {
    private static final long HELLO_SECONDS = 10;
    private static final int LONGEST_HELLO = 1 << 16;
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Server server;
    private final Listener listener;

    Door(Server server, Listener listener) {
        super("multijvm-manager-door");
        setDaemon(true);
        this.server = server;
        this.listener = listener;
    }

    @Override
    public void run() {
        while (!listener.isClosed()) {
            try {
                Connection connection = listener.accept();
                Thread thread = new Thread(
                        () -> serve(connection), "multijvm-manager-client" + "-" + NUMBERS.incrementAndGet());
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                // it is closed
            } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
                LoggerFactory.getLogger(Door.class)
                        .warn("a manager could not let somebody in, it goes on: address={}", listener.address(), e);
            }
        }
    }

    private void serve(Connection socket) {
        String name = "?";
        Connection connection = socket;
        try {
            if (!socket.poll(java.time.Duration.ofSeconds(HELLO_SECONDS))) {
                throw new IOException("the client says nothing");
            }
            In hello = new In(socket.recvBytes(LONGEST_HELLO));
            check(hello.readInt(), hello.readInt());
            long pid = hello.readLong();
            long startTime = hello.readLong();
            boolean wantsPipe = hello.readBoolean() && listener.address() instanceof Address.Unix;
            name = hello.readString() + "-" + pid;
            connection = agree(socket, wantsPipe, pid, startTime);
            Session session = new Session(server, connection, name);
            server.entered(session);
            session.run();
        } catch (WireException | IOException | InterruptedException e) {
            LoggerFactory.getLogger(Door.class)
                    .debug("a client did not get as far as its first call: client={}, reason={}", name, e.getMessage());
        } finally {
            connection.close();
            socket.close();
        }
    }

    private static void check(int magic, int version) throws IOException {
        if (magic != Hello.MAGIC || version != Hello.VERSION) {
            throw new IOException("the client talks otherwise: version=" + version + ", here=" + Hello.VERSION);
        }
    }

    /** Tells who this is and offers a pipe; the client says which way it takes. */
    private Connection agree(Connection socket, boolean wantsPipe, long pid, long startTime)
            throws IOException, InterruptedException {
        Pipe pipe = wantsPipe ? Pipe.open() : null;
        Connection ours = null;
        ValueWriter end = new ValueWriter(Codec.java());
        try {
            if (pipe != null) {
                end.write(pipe.second());
                end.tickets().forEach(ticket -> ticket.boundFor(pid, startTime));
            }
            ValueWriter out = new ValueWriter(Codec.java());
            out.writeInt(Hello.MAGIC);
            out.writeInt(Hello.VERSION);
            Strings.write(out, server.id());
            out.writeByte(server.runsFunctions() ? 1 : 0);
            java.nio.file.Path local = server.localPath();
            Strings.write(out, local == null ? "" : local.toString());
            out.writeBytes(end.toBytes());
            socket.sendBytes(out.toBytes());
            if (!socket.poll(java.time.Duration.ofSeconds(HELLO_SECONDS))) {
                throw new IOException("the client does not say how it wants to talk");
            }
            boolean taken = new In(socket.recvBytes(1)).readByte() == Hello.USES_PIPE;
            ours = taken && pipe != null ? pipe.first() : null;
        } finally {
            if (pipe != null) {
                pipe.second().close();
                if (ours == null) {
                    end.loseTickets();
                    pipe.close();
                }
            }
        }
        if (ours == null) {
            return socket;
        }
        socket.close();
        return ours;
    }

    void close() {
        listener.close();
    }
}

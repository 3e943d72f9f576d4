package org.multijvm.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.channels.NetworkChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.wait.SocketMailbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a worker JVM of a server runs: takes the socket over, serves, and leaves when it is told to.
 *
 * @param mailbox where the socket comes in
 * @param ownAddress where to listen if no socket comes; empty else
 * @param handler a {@link ClientHandler} or {@link DatagramHandler}
 * @param single whether one client is all
 * @param figures of all workers
 * @param slot this worker's part of them
 * @param server the way to and from the server
 */
record WorkerMain(
        String mailbox,
        String ownAddress,
        Serializable handler,
        ServeRules rules,
        @Nullable SerializableRunnable initializer,
        boolean single,
        SharedLongArray figures,
        int slot,
        Connection server)
        implements SerializableRunnable {
    /** What a worker says that has its mailbox open. */
    static final String OPEN = "open";

    /** What the server says when the socket is in it. */
    static final String GIVEN = "given";

    /** What a worker says that accepts. */
    static final String READY = "ready";

    /** What a worker says whose one client has come. */
    static final String BUSY = "busy";

    /** What a worker says that has a handler that does not end. */
    static final String STUCK = "stuck";

    /** The exit of a worker whose handler does not end. */
    static final int STUCK_EXIT = 75;

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final int BACKLOG = 512;
    private static final long WATCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    @Override
    public void run() throws Exception {
        exit(serve());
    }

    /**
     * Serves until it is told to leave.
     *
     * @return what its JVM is to end with
     */
    int serve() throws Exception {
        if (initializer != null) {
            initializer.run();
        }
        Tally tally = Tally.shared(figures, slot);
        WorkerEvents events = new WorkerEvents(server, tally, single);
        ServeLoop loop = new ServeLoop(Doors.of(listener(), handler, rules), rules, tally, events, single);
        events.serves(loop);
        loop.start();
        server.send(READY);
        long limit = untilAskedToLeave();
        loop.leave();
        boolean all = loop.awaitEmpty(limit);
        if (!all) {
            LOG.warn("a worker ends before all of its clients were served: active={}", tally.get(Count.ACTIVE));
        }
        loop.end();
        return events.exitValue();
    }

    private NetworkChannel listener() throws IOException, InterruptedException {
        if (!ownAddress.isEmpty()) {
            return ListenerShare.Reserved.listen(ownAddress, BACKLOG);
        }
        if (!SocketMailbox.isPossible()) {
            throw new IOException("this JVM can take no socket over, see its flags: --enable-native-access");
        }
        try (SocketMailbox open = SocketMailbox.open(Path.of(mailbox))) {
            server.send(OPEN);
            server.recv();
            return (NetworkChannel) open.receive();
        }
    }

    /** The time that is left to its clients then. */
    private long untilAskedToLeave() throws IOException, InterruptedException {
        try {
            return server.recv() instanceof Long limit ? limit : 0;
        } catch (EOFException serverIsGone) {
            return 0;
        }
    }

    /** Handlers may have left threads behind that would keep this JVM, and shutdown hooks that hang. */
    static void exit(int value) {
        Thread end = new Thread(() -> System.exit(value), "multijvm-server-exit");
        end.setDaemon(true);
        end.start();
        try {
            TimeUnit.NANOSECONDS.sleep(WATCH_NANOS);
        } catch (InterruptedException e) {
            // it ends in any case
        }
        Runtime.getRuntime().halt(value);
    }
}

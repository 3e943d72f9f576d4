package org.multijvm.server;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a worker tells its server about its clients, and ends for. */
final class WorkerEvents implements ServeEvents {
    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);

    private final Connection server;
    private final Tally tally;
    private final boolean single;
    private volatile @Nullable ServeLoop loop;
    private volatile boolean failed;

    WorkerEvents(Connection server, Tally tally, boolean single) {
        this.server = server;
        this.tally = tally;
        this.single = single;
    }

    /** Before it starts. */
    void serves(ServeLoop started) {
        loop = started;
    }

    @Override
    public void began() {
        if (single) {
            tell(WorkerMain.BUSY);
        }
    }

    @Override
    public void ended(Count how) {
        if (how == Count.FAILED) {
            failed = true;
        }
        if (single) {
            WorkerMain.exit(exitValue());
        }
    }

    /** As of Python's children: 1 if the handler has failed (rule SS5). */
    int exitValue() {
        return single && failed ? 1 : 0;
    }

    /** With nobody else to be served there is no reason to wait; nothing but the end of the JVM ends such a handler. */
    @Override
    public void stuck(String client) {
        try {
            ServeLoop serves = loop;
            if (serves != null && isAlone()) {
                serves.leave();
            }
            if (isAlone()) {
                Runtime.getRuntime().halt(WorkerMain.STUCK_EXIT);
            }
            tell(WorkerMain.STUCK);
        } catch (InterruptedException notOurs) {
            tell(WorkerMain.STUCK);
        }
    }

    private boolean isAlone() {
        return tally.get(Count.ACTIVE) <= tally.get(Count.STUCK);
    }

    private void tell(String what) {
        try {
            server.send(what);
        } catch (IOException gone) {
            LOG.debug("a worker's server is gone", gone);
        } catch (InterruptedException notOurs) {
            Thread.currentThread().interrupt();
        }
    }
}

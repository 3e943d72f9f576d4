package org.multijvm.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.server.ServerStats.State;
import org.multijvm.server.ServerStats.WorkerStats;

/** A worker JVM of a server, as the server sees it. All fields but the final ones are guarded by the {@link WorkerService}. */
final class Worker {
    /** The system's pages, as nearly everywhere. */
    private static final long PAGE = 4096;

    final JvmProcess process;
    final Connection line;
    final Path mailbox;
    final int slot;
    final Tally tally;

    /** After how many clients it is to be replaced; {@link Long#MAX_VALUE} for never. */
    final long mostClients;

    final long startedAt = System.nanoTime();

    State state = State.STARTING;

    /** Why it is to be replaced; null if it is not. */
    @Nullable
    String tired;

    /** When it is killed, as {@link System#nanoTime}, if it is leaving. */
    long killAt;

    /** False once nothing more comes from it but the news of its end. */
    boolean speaks = true;

    Worker(JvmProcess process, Connection line, Path mailbox, int slot, Tally tally, long mostClients) {
        this.process = process;
        this.line = line;
        this.mailbox = mailbox;
        this.slot = slot;
        this.tally = tally;
        this.mostClients = mostClients;
    }

    boolean isAccepting() {
        return state == State.SERVING;
    }

    /** Accepts nobody any more, and ends when its clients are served, or after that time. */
    void leave(long limitNanos, long killNanos) {
        if (state == State.LEAVING) {
            return;
        }
        boolean hasNobody = state == State.STARTING;
        state = State.LEAVING;
        killAt = System.nanoTime() + killNanos;
        if (hasNobody) {
            // it waits for the socket, or for what its initializer waits for, and not for this
            process.kill();
            return;
        }
        try {
            line.send(limitNanos);
        } catch (IOException gone) {
            // it has ended
        } catch (InterruptedException notOurs) {
            // what it was not told it learns by the signal
            process.terminate();
            Thread.currentThread().interrupt();
        }
    }

    /** What it holds of the machine's memory, in bytes; 0 if that is not known. */
    long memoryBytes() {
        try {
            String[] pages = Files.readString(Path.of("/proc/" + process.pid() + "/statm"))
                    .split(" ");
            return Long.parseLong(pages[1]) * PAGE;
        } catch (IOException | RuntimeException notHere) {
            return 0;
        }
    }

    WorkerStats stats(long now) {
        return new WorkerStats(
                process.name(),
                process.pid(),
                state,
                Duration.ofNanos(now - startedAt),
                tally.get(Count.ACTIVE),
                tally.get(Count.ACCEPTED),
                memoryBytes());
    }

    /** Once the process has ended. */
    void release() {
        line.close();
        process.close();
        try {
            Files.deleteIfExists(mailbox);
        } catch (IOException e) {
            // it goes with the session
        }
    }
}

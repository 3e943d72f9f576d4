package org.multijvm.server;

import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a server has done so far, by counters that move while they are read.
 *
 * @param active clients that are being served
 * @param accepted clients whose handler has begun
 * @param served clients whose handler has returned
 * @param failed clients whose handler has thrown
 * @param cut clients that were cut off: idle or served for too long, or at the end
 * @param gone clients that ended their connection in the middle, or whose worker died
 * @param refused clients that were not let in
 * @param stuck handlers that run on though their client was cut off
 * @param restarts workers that ended without being asked to, and were replaced
 * @param workers the worker JVMs; none where threads serve
 */
public record ServerStats(
        long active,
        long accepted,
        long served,
        long failed,
        long cut,
        long gone,
        long refused,
        long stuck,
        long restarts,
        List<WorkerStats> workers) {
    /**
     * A worker JVM.
     *
     * @param name its name
     * @param pid its process
     * @param state what it is at
     * @param age since its start
     * @param active clients that it serves
     * @param accepted clients that it has accepted in all
     * @param memory bytes of memory that it holds (resident set); 0 where that is not known
     */
    public record WorkerStats(
            String name, long pid, State state, Duration age, long active, long accepted, long memory) {}

    /** What a worker is at. */
    public enum State {
        /** It comes to life. */
        STARTING,
        /** It accepts clients. */
        SERVING,
        /** It serves the one client that it is for. */
        BUSY,
        /** It accepts nobody any more, and ends with its last client. */
        LEAVING
    }

    /** Copies the list. */
    public ServerStats {
        workers = List.copyOf(workers);
    }

    static ServerStats of(ToLongFunction<Count> figures, long restarts, List<WorkerStats> workers) {
        return new ServerStats(
                figures.applyAsLong(Count.ACTIVE),
                figures.applyAsLong(Count.ACCEPTED),
                figures.applyAsLong(Count.SERVED),
                figures.applyAsLong(Count.FAILED),
                figures.applyAsLong(Count.CUT),
                figures.applyAsLong(Count.GONE),
                figures.applyAsLong(Count.REFUSED),
                figures.applyAsLong(Count.STUCK),
                restarts,
                workers);
    }
}

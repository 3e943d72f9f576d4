package org.multijvm.cluster.wire;

import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.engine.EncodedCall;
import org.multijvm.pool.task.PoolStats;
import org.multijvm.pool.task.ThreadDump.WorkerThreads;

/**
 * What a driver, the program whose pool it is, and a member, a machine that runs tasks, tell each other. Messages of one node to another come in their order.
 *
 * <pre>
 *   driver sends                        member answers
 *     Open: start a local pool             Opened
 *     Run, as often as it has room         Answer; or Refused: then another member gets the task
 *     Cancel                               Cancelled
 *     ClassGiven                           ClassWanted comes before it, for each class that the member has not
 *     StateWanted                          State
 *     Close: end the local pool            -
 *     -                                    Leaving, of itself: it takes no more
 *     -                                    Gone: another member is
 * </pre>
 *
 * A pool is named by a random number of its driver.
 */
public sealed interface Message extends Serializable {
    /** The number of the pool that it is about. */
    long pool();

    /** Makes room for a pool's tasks. */
    record Open(long pool, HostedSettings settings) implements Message {}

    /**
     * It is there.
     *
     * @param classPlace what classes that the driver gave are called in answers, see {@code ClassNames.ownedHere}; empty if the member cannot give classes to its workers
     */
    record Opened(long pool, String classPlace) implements Message {}

    /**
     * Runs a task.
     *
     * @param attempt counts the members that were given it
     * @param options a {@code TaskOptions} in bytes, since it may name classes of the driver's
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Run(long pool, long task, int attempt, byte[] options, EncodedCall call) implements Message {}

    /**
     * How it ended.
     *
     * @param nanos how long it ran; 0 if it threw
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(long pool, long task, int attempt, boolean isError, byte[] bytes, long nanos) implements Message {}

    /** The member's pool takes no tasks; this one was not started. */
    record Refused(long pool, long task, int attempt, String reason) implements Message {}

    /** Takes tasks back that have not been started, and stops the others if that is wanted. */
    record Cancel(long pool, long question, List<Long> tasks, boolean mayInterrupt) implements Message {}

    /** What became of them; those that have ended, or run on, are in neither list. */
    record Cancelled(long pool, long question, List<Long> takenBack, List<Long> stopped) implements Message {}

    /** The member asks for the bytes of a class. */
    record ClassWanted(long pool, long question, String name) implements Message {}

    /**
     * These are they.
     *
     * @param bytes null if there is no such class
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record ClassGiven(long pool, long question, byte @Nullable [] bytes) implements Message {}

    /**
     * How the member's pool is doing.
     *
     * @param dumpNanos 0 for its figures, else how long its workers are asked for their threads
     */
    record StateWanted(long pool, long question, long dumpNanos) implements Message {}

    /** One of both. */
    record State(long pool, long question, @Nullable PoolStats stats, List<WorkerThreads> threads) implements Message {}

    /** The member takes no more tasks, and ends when the driver has the answers of those that run: then the driver closes the pool there. */
    record Leaving(long pool) implements Message {}

    /** Another member is gone: Ignite tells a driver so, but not always. */
    record Gone(long pool, UUID node) implements Message {}

    /** The driver needs the pool no more. */
    record Close(long pool, boolean atOnce) implements Message {}
}

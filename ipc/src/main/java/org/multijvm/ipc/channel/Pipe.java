package org.multijvm.ipc.channel;

import java.io.UncheckedIOException;
import org.multijvm.codec.CannotTravel;

/**
 * Both ends of a two-way pipe between JVMs; Python's {@code multiprocessing.Pipe()}.
 *
 * <pre>{@code
 * try (Pipe pipe = Pipe.open()) {
 *     Connection theirs = pipe.second();
 *     JvmProcess.start(() -> theirs.send(List.of(42, "hello")));
 *     System.out.println(pipe.first().recv());
 * }
 * }</pre>
 *
 * <p>What is sent into one end comes out of the other. A pipe cannot travel, its ends can: who held both would never learn that
 * the other has closed its own. For the same reason an end that went to another JVM is to be closed here. See {@link
 * Connection}. Immutable and thread-safe.
 */
@CannotTravel("send one of its ends")
public final class Pipe implements AutoCloseable {
    private final Connection first;
    private final Connection second;

    private Pipe(Connection first, Connection second) {
        this.first = first;
        this.second = second;
    }

    /**
     * A pipe whose ends both send and receive. It takes 0.5 MiB of shared memory.
     *
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    public static Pipe open() {
        PipeConnection[] ends = PipeFile.create(2);
        return new Pipe(ends[0], ends[1]);
    }

    /**
     * A pipe whose one end only receives and whose other end only sends; Python's {@code Pipe(duplex=False)}. It takes 0.25 MiB.
     *
     * <p>Any number of JVMs may send and any number receive. So it is also a queue that ends with its producers: when the last of them has closed the sending end, or has died, each consumer takes what is left and then learns of the end.
     *
     * <pre>{@code
     * OneWayPipe work = Pipe.oneWay();
     * Connection out = work.writer();
     * Connection in = work.reader();
     * for (String site : sites) {
     *     JvmProcess.start(() -> crawl(site, out));        // ends with out.close(), or dies
     * }
     * out.close();                                         // this JVM sends nothing
     * pool.onEachWorker(() -> in.stream(Page.class).mapToInt(Index::add).sum());
     * }</pre>
     *
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    public static OneWayPipe oneWay() {
        PipeConnection[] ends = PipeFile.create(1);
        return new OneWayPipe(ends[0], ends[1]);
    }

    /** One end. */
    public Connection first() {
        return first;
    }

    /** The other end. */
    public Connection second() {
        return second;
    }

    /** Closes both ends, as far as this JVM holds them; a second call does nothing. When the space comes back says {@link Connection#close}. */
    @Override
    public void close() {
        first.close();
        second.close();
    }

    @Override
    public String toString() {
        return "Pipe(" + first + ", " + second + ")";
    }
}

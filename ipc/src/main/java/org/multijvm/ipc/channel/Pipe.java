package org.multijvm.ipc.channel;

import java.io.UncheckedIOException;

/**
 * Both ends of a two-way pipe between JVMs; Python's {@code multiprocessing.Pipe()}.
 *
 * <pre>{@code
 * try (Pipe pipe = Pipe.open()) {
 *     JvmProcess.start(() -> pipe.second().send(List.of(42, "hello")));
 *     System.out.println(pipe.first().recv());
 * }
 * }</pre>
 *
 * <p>What is sent into one end comes out of the other. An end that goes to another JVM stays open here too: close it here, else
 * the one at the other end never learns that the other JVM has closed its own. See {@link Connection}.
 *
 * @param first one end
 * @param second the other end
 */
public record Pipe(Connection first, Connection second) implements AutoCloseable {
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
     * @throws UncheckedIOException if there is no space: the message says how much is needed and how much is free
     */
    public static OneWayPipe oneWay() {
        PipeConnection[] ends = PipeFile.create(1);
        return new OneWayPipe(ends[0], ends[1]);
    }

    /** Closes both ends, as far as this JVM holds them; a second call does nothing. */
    @Override
    public void close() {
        first.close();
        second.close();
    }
}

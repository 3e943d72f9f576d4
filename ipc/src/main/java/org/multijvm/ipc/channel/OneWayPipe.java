package org.multijvm.ipc.channel;

/**
 * Both ends of a pipe that carries messages in one direction, made by {@link Pipe#oneWay}.
 *
 * @param reader the end that receives
 * @param writer the end that sends
 */
public record OneWayPipe(Connection reader, Connection writer) implements AutoCloseable {
    /** Closes both ends, as far as this JVM holds them; a second call does nothing. */
    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}

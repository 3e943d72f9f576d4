package org.multijvm.ipc.channel;

import org.multijvm.codec.CannotTravel;

/** Both ends of a pipe that carries messages in one direction, made by {@link Pipe#oneWay}. Cannot travel, as a {@link Pipe}. */
@CannotTravel("send one of its ends")
public final class OneWayPipe implements AutoCloseable {
    private final Connection reader;
    private final Connection writer;

    OneWayPipe(Connection reader, Connection writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /** The end that receives. */
    public Connection reader() {
        return reader;
    }

    /** The end that sends. */
    public Connection writer() {
        return writer;
    }

    /** Closes both ends, as far as this JVM holds them; a second call does nothing. When the space comes back says {@link Connection#close}. */
    @Override
    public void close() {
        reader.close();
        writer.close();
    }

    @Override
    public String toString() {
        return "OneWayPipe(" + reader + ", " + writer + ")";
    }
}

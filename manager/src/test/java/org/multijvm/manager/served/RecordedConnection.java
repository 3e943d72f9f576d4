package org.multijvm.manager.served;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.manager.wire.In;

/** The server's end of a connection to nobody: keeps what is sent, and has nothing to be received. */
final class RecordedConnection implements Connection {
    private final Queue<In> sent = new ArrayDeque<>();
    private boolean closed;

    /** The next answer, at the number of its call; null if there is none. */
    In next() {
        return sent.poll();
    }

    @Override
    public void sendBytes(byte[] bytes, int offset, int size) {
        byte[] message = new byte[size];
        System.arraycopy(bytes, offset, message, 0, size);
        In in = new In(message);
        while (in.hasMore()) {
            sent.add(in.readPart());
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void send(Object value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object recv() {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] recvBytes(int maxLength) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int recvBytesInto(byte[] bytes, int offset) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sendBytes(InputStream source, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long recvBytes(OutputStream target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean poll(Duration limit) {
        return false;
    }

    @Override
    public boolean readable() {
        return true;
    }

    @Override
    public boolean writable() {
        return true;
    }
}

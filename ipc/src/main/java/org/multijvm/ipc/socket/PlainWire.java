package org.multijvm.ipc.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The channel itself. */
record PlainWire(SocketChannel channel) implements Wire {
    @Override
    public Needs open() {
        return Needs.NOTHING;
    }

    @Override
    public void runTasks() {
        // there are none
    }

    @Override
    public boolean hasGone() {
        return false;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    @Override
    public long write(ByteBuffer... from) throws IOException {
        return channel.write(from);
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean isCut() {
        return false;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}

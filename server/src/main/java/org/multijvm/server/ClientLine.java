package org.multijvm.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The connection to a client: a blocking channel, a buffer for what comes, and for those who watch since when its thread waits.
 *
 * <p>Its handler's thread reads and writes; any thread may cut it or have it leave.
 */
final class ClientLine {
    private static final int BUFFER = 8192;

    /** The JDK copies what is written into memory of the thread, of this size then. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final SocketChannel channel;
    private final String name;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).flip();
    private final AtomicReference<@Nullable Cut> cut = new AtomicReference<>();

    /** Since when the thread waits for the client, as {@link System#nanoTime}; 0 while it does not. Written by that thread. */
    private volatile long waitingSince;

    /** True while it waits for a request that has not begun. Guarded by this. */
    private boolean between;

    /** True once one more request is to be waited for, and not for long. Guarded by this. */
    private boolean leaving;

    /** True once that wait has begun. Guarded by this. */
    private boolean isLast;

    private volatile boolean gone;

    ClientLine(SocketChannel channel, String name) {
        this.channel = channel;
        this.name = name;
    }

    SocketChannel channel() {
        return channel;
    }

    String name() {
        return name;
    }

    final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            return fill() ? buffer.get() & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            java.util.Objects.checkFromIndexSize(offset, length, bytes.length);
            if (length == 0) {
                return 0;
            }
            if (!buffer.hasRemaining() && length >= BUFFER) {
                return ClientLine.this.read(ByteBuffer.wrap(bytes, offset, Math.min(length, MOST_AT_ONCE)));
            }
            if (!fill()) {
                return -1;
            }
            int size = Math.min(length, buffer.remaining());
            buffer.get(bytes, offset, size);
            return size;
        }

        @Override
        public int available() {
            return buffer.remaining();
        }
    }

    final class Output extends OutputStream {
        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(bytes, offset, length);
            int end = all.limit();
            while (all.position() < end) {
                all.limit(Math.min(end, all.position() + MOST_AT_ONCE));
                waitingSince = System.nanoTime();
                try {
                    channel.write(all);
                } catch (IOException e) {
                    throw told(e);
                } finally {
                    waitingSince = 0;
                }
            }
        }
    }

    /** Waits for bytes if none are there; false at the end. */
    boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        int size;
        try {
            size = read(buffer);
        } catch (IOException | RuntimeException e) {
            buffer.position(0).limit(0);
            throw e;
        }
        buffer.flip();
        return size > 0;
    }

    private int read(ByteBuffer target) throws IOException {
        waitingSince = System.nanoTime();
        try {
            return channel.read(target);
        } catch (IOException e) {
            throw told(e);
        } finally {
            waitingSince = 0;
        }
    }

    /** A connection that the server has cut says why. */
    private IOException told(IOException failure) {
        Cut why = cut.get();
        if (why == Cut.IDLE || why == Cut.LIMIT) {
            SocketTimeoutException timeout =
                    new SocketTimeoutException("client was cut off, " + why + ": client=" + name);
            timeout.initCause(failure);
            return timeout;
        }
        if (why != null) {
            return new IOException("client was cut off, " + why + ": client=" + name, failure);
        }
        gone = !(failure instanceof ClosedChannelException);
        return failure;
    }

    /** See {@link ServedClient#readLine}. */
    @Nullable
    String readLine(int longest) throws IOException {
        if (!fill()) {
            return null;
        }
        String whole = lineInBuffer();
        if (whole != null) {
            return whole;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(2 * buffer.remaining());
        int next = buffer.get() & 0xff;
        while (next >= 0 && next != '\n') {
            if (bytes.size() == longest) {
                throw new IOException("a client's line is too long: most=" + longest + ", client=" + name);
            }
            bytes.write(next);
            next = fill() ? buffer.get() & 0xff : -1;
        }
        byte[] all = bytes.toByteArray();
        return text(all, 0, all.length, next == '\n');
    }

    /** Null if its end is not there yet. */
    private @Nullable String lineInBuffer() {
        byte[] bytes = buffer.array();
        for (int i = buffer.position(); i < buffer.limit(); i++) {
            if (bytes[i] == '\n') {
                String line = text(bytes, buffer.position(), i - buffer.position(), true);
                buffer.position(i + 1);
                return line;
            }
        }
        return null;
    }

    private static String text(byte[] bytes, int offset, int length, boolean ended) {
        boolean hasReturn = ended && length > 0 && bytes[offset + length - 1] == '\r';
        return new String(bytes, offset, hasReturn ? length - 1 : length, StandardCharsets.UTF_8);
    }

    /** See {@link ServedClient#awaitRequest}. */
    boolean awaitRequest() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        synchronized (this) {
            if (isLast) {
                return false;
            }
            isLast = leaving;
            between = true;
        }
        try {
            return fill();
        } catch (SocketTimeoutException idle) {
            return false;
        } catch (IOException e) {
            if (gone || cut.get() != null) {
                return false;
            }
            throw e;
        } finally {
            synchronized (this) {
                between = false;
            }
        }
    }

    synchronized boolean isLeaving() {
        return leaving;
    }

    /** One more request is waited for, for so long: the client may have sent it already. To be called again and again until the client has gone. */
    void leave(long quietNanos) {
        boolean quiet;
        synchronized (this) {
            leaving = true;
            isLast |= between;
            quiet = between && waitingNanos(System.nanoTime()) >= quietNanos;
        }
        if (quiet) {
            try {
                channel.shutdownInput();
            } catch (IOException | RuntimeException ended) {
                // it has gone by itself
            }
        }
    }

    long waitingNanos(long now) {
        long since = waitingSince;
        return since == 0 ? 0 : Math.max(0, now - since);
    }

    void cut(Cut why) {
        if (cut.compareAndSet(null, why)) {
            closeChannel();
        }
    }

    @Nullable
    Cut cutFor() {
        return cut.get();
    }

    boolean isGone() {
        return gone;
    }

    /** The client is told of the end before the connection goes (Python's {@code shutdown_request}). */
    void close() {
        try {
            channel.shutdownOutput();
        } catch (IOException | RuntimeException ended) {
            // it has gone by itself
        }
        closeChannel();
    }

    private void closeChannel() {
        try {
            channel.close();
        } catch (IOException e) {
            // it is closed all the same
        }
    }
}

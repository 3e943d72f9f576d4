package org.multijvm.ipc.socket;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.BufferTooShortException;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.held.MessageCodec;
import org.multijvm.ipc.wait.AdaptiveSpin;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Readiness;
import org.multijvm.ipc.wait.Slices;
import org.multijvm.ipc.wait.VirtualThreads;

/**
 * A connection over a socket, with or without TLS, after the handshake. Each message is a frame: its type (byte), its length (long), its bytes.
 *
 * <p>One thread sends and one receives at a time, the others wait for it. A receive that is interrupted in the middle of a message keeps what has come: the next receive goes on with it. A send
 * that has begun goes on in spite of an interrupt, or the other side would wait for the rest for ever. Memory for a message grows with what has come, whatever length it says. Thread-safe.
 */
final class SocketConnection implements Connection, Readiness {
    private static final int HEADER = 1 + Long.BYTES;
    private static final int BUFFER = 64 * 1024;
    private static final byte[] NOTHING = {};

    /** About what a sleep and its wake-up cost. */
    private static final long SPIN_NANOS = 50_000;

    private final SocketChannel channel;
    private final Wire wire;
    private final SocketSettings settings;
    private final String peer;
    private final ChannelWait readable;
    private final ChannelWait writable;
    private final ReentrantLock receiving = new ReentrantLock();
    private final ReentrantLock sending = new ReentrantLock();

    /** What was read and not yet taken, from position to limit. Guarded by {@link #receiving}, as all up to the empty line. */
    private final ByteBuffer read = ByteBuffer.allocate(BUFFER).flip();

    private final AdaptiveSpin spin = new AdaptiveSpin(SPIN_NANOS);
    private boolean ended;

    /** What the wire could not make anything of; after it nothing comes. */
    private @Nullable SSLException failure;

    /** The message that has begun to come: its type and length, -1 if there is none; what has come of it. */
    private byte type;

    private long length = -1;
    private byte[] body = NOTHING;
    private int filled;

    private volatile boolean receivesNoMore;
    private volatile boolean broken;

    SocketConnection(Wire wire, SocketSettings settings, String peer) {
        this.wire = wire;
        this.channel = wire.channel();
        this.settings = settings;
        this.peer = peer;
        this.readable = ChannelWait.forReading(channel);
        this.writable = ChannelWait.forWriting(channel);
    }

    @Override
    public void send(@Nullable Object value) throws IOException, InterruptedException {
        checkOpen();
        settings.form().write(value, (messageType, bytes, size) -> {
            write(messageType, bytes, 0, size);
            return true;
        });
    }

    @Override
    public void sendBytes(byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        Objects.checkFromIndexSize(offset, size, bytes.length);
        write(MessageCodec.BYTES, bytes, offset, size);
    }

    private void write(byte messageType, byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        sending.lockInterruptibly();
        try {
            writeHeader(messageType, size, ByteBuffer.wrap(bytes, offset, size));
        } finally {
            sending.unlock();
        }
    }

    private void writeHeader(byte messageType, long size, ByteBuffer first) throws IOException, InterruptedException {
        ByteBuffer header =
                ByteBuffer.allocate(HEADER).put(messageType).putLong(size).flip();
        writeAll(new ByteBuffer[] {header, first}, true);
    }

    /** Not interruptible once something is written. */
    private void writeAll(ByteBuffer[] buffers, boolean fresh) throws IOException, InterruptedException {
        ByteBuffer last = buffers[buffers.length - 1];
        boolean begun = !fresh;
        boolean interrupted = false;
        try {
            while (true) {
                checkOpen();
                long taken = wire.write(buffers);
                begun |= taken > 0;
                if (!buffers[0].hasRemaining() && !last.hasRemaining() && wire.flush()) {
                    return;
                }
                if (taken == 0) {
                    interrupted |= begun && Thread.interrupted();
                    writable.await(Long.MAX_VALUE);
                }
            }
        } catch (InterruptedException e) {
            if (begun) {
                breakOff();
            }
            throw e;
        } catch (IOException e) {
            boolean closed = isClosed();
            breakOff();
            throw closed
                    ? e
                    : new IOException("broken pipe: nobody can receive at the other end any more: " + where(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void sendBytes(InputStream source, long size) throws IOException, InterruptedException {
        if (size < 0) {
            throw new IllegalArgumentException("the size must not be negative: size=" + size);
        }
        byte[] piece = new byte[(int) Math.min(BUFFER, size)];
        int got = source.readNBytes(piece, 0, piece.length);
        if (got < piece.length) {
            throw new EOFException("the stream ended too early: size=" + size + ", got=" + got);
        }
        sending.lockInterruptibly();
        try {
            writeHeader(MessageCodec.BYTES, size, ByteBuffer.wrap(piece));
            long sent = got;
            while (sent < size) {
                got = readOrBreak(source, piece, (int) Math.min(piece.length, size - sent));
                sent += got;
                writeAll(new ByteBuffer[] {ByteBuffer.wrap(piece, 0, got)}, false);
            }
        } finally {
            sending.unlock();
        }
    }

    /** A message that has begun can only be finished: where its stream does not, the connection ends. */
    private int readOrBreak(InputStream source, byte[] piece, int wanted) throws IOException {
        int got = -1;
        try {
            got = source.readNBytes(piece, 0, wanted);
        } finally {
            if (got < wanted) {
                breakOff();
            }
        }
        if (got < wanted) {
            throw new EOFException("the stream ended too early, the connection is closed: missing=" + (wanted - got));
        }
        return got;
    }

    private void breakOff() {
        broken = true;
        close();
    }

    @Override
    public @Nullable Object recv() throws IOException, InterruptedException {
        receiving.lockInterruptibly();
        byte messageType;
        byte[] message;
        try {
            message = receive(settings.longestMessage());
            messageType = type;
        } finally {
            receiving.unlock();
        }
        return settings.form().valueOf(messageType, message);
    }

    @Override
    public byte[] recvBytes(int maxLength) throws IOException, InterruptedException {
        if (maxLength < 0) {
            throw new IllegalArgumentException("the limit must not be negative: maxLength=" + maxLength);
        }
        receiving.lockInterruptibly();
        try {
            return receive(Math.min(maxLength, settings.longestMessage()));
        } finally {
            receiving.unlock();
        }
    }

    @Override
    public int recvBytesInto(byte[] bytes, int offset) throws IOException, InterruptedException {
        Objects.checkFromToIndex(offset, bytes.length, bytes.length);
        byte[] message = recvBytes(Integer.MAX_VALUE);
        int room = bytes.length - offset;
        if (message.length > room) {
            throw new BufferTooShortException(message, room);
        }
        System.arraycopy(message, 0, bytes, offset, message.length);
        return message.length;
    }

    @Override
    public long recvBytes(OutputStream target) throws IOException, InterruptedException {
        receiving.lockInterruptibly();
        try {
            begin();
            long total = length;
            try {
                target.write(body, 0, filled);
                long left = total - filled;
                while (left > 0) {
                    need(1);
                    int size = (int) Math.min(left, read.remaining());
                    target.write(read.array(), read.position(), size);
                    read.position(read.position() + size);
                    left -= size;
                }
            } catch (IOException | InterruptedException | RuntimeException | Error e) {
                // nobody can tell any more where the next message begins
                breakOff();
                throw e;
            }
            done();
            return total;
        } finally {
            receiving.unlock();
        }
    }

    /** Receives a message, or goes on with one that has begun. */
    private byte[] receive(int longest) throws IOException, InterruptedException {
        begin();
        if (length > longest) {
            receivesNoMore = true;
            throw new IOException("bad message length, this end receives no more: length=" + length + ", longest="
                    + longest + ", " + where());
        }
        while (filled < length) {
            need(1);
            int size = (int) Math.min(length - filled, read.remaining());
            if (filled + size > body.length) {
                body = Arrays.copyOf(body, (int) Math.min(length, Math.max(filled + size, 2L * body.length)));
            }
            read.get(body, filled, size);
            filled += size;
        }
        byte[] message = body.length == length ? body : Arrays.copyOf(body, filled);
        done();
        return message;
    }

    private void begin() throws IOException, InterruptedException {
        checkOpen();
        if (receivesNoMore) {
            throw new IOException("this end receives no more, a message was too long: " + where());
        }
        if (length < 0) {
            need(HEADER);
            type = read.get();
            long said = read.getLong();
            if (said < 0 || type != MessageCodec.VALUE && type != MessageCodec.BYTES) {
                breakOff();
                throw new IOException("the other side does not send messages, the connection is closed: type=" + type
                        + ", length=" + said + ", " + where());
            }
            length = said;
        }
    }

    private void done() {
        length = -1;
        body = NOTHING;
        filled = 0;
    }

    /** Sees to it that so many bytes can be taken. */
    private void need(int bytes) throws IOException, InterruptedException {
        while (read.remaining() < bytes) {
            if (!fillSoon()) {
                if (ended) {
                    throw end();
                }
                readable.await(Long.MAX_VALUE);
                checkOpen();
            }
        }
    }

    private IOException end() {
        SSLException cause = failure;
        if (cause != null) {
            breakOff();
            return new IOException(
                    "TLS failed, the connection is closed: " + cause.getMessage() + ", " + where(), cause);
        }
        return new EOFException((read.hasRemaining() || length >= 0
                        ? "the other side ended in the middle of a message"
                        : "nobody can send at the other end any more")
                + (wire.isCut() ? ", and has not said so by TLS, so something may be missing: " : ": ")
                + where());
    }

    /** As {@link #fill}, looking for as long as that has paid before: a sleep in the selector and the way back cost tens of microseconds. */
    private boolean fillSoon() throws IOException {
        if (VirtualThreads.isCurrent()) {
            // others want its carrier
            return fill();
        }
        spin.begin();
        boolean filledNow = fill();
        while (!filledNow && !ended && spin.goOn()) {
            checkOpen();
            filledNow = fill();
        }
        spin.end(filledNow || ended);
        return filledNow;
    }

    /** Reads what is there; false if nothing is. */
    private boolean fill() throws IOException {
        read.compact();
        int got;
        try {
            got = wire.read(read);
        } catch (SSLException e) {
            // told by the next receive, not by a wait for this and others
            failure = e;
            got = -1;
        } catch (IOException e) {
            // a reset: the other side has gone
            checkOpen();
            got = -1;
        } finally {
            read.flip();
        }
        ended |= got < 0;
        return got > 0;
    }

    @Override
    public boolean poll(Duration limit) throws IOException, InterruptedException {
        long nanos = Slices.nanos(limit);
        long start = System.nanoTime();
        if (!receiving.tryLock(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        try {
            boolean ready = isReady() || nanos > 0 && fillSoon();
            while (!ready && !isReady()) {
                long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return false;
                }
                readable.await(left);
            }
            return true;
        } finally {
            receiving.unlock();
        }
    }

    @Override
    public boolean isReady() throws IOException {
        checkOpen();
        if (!receiving.tryLock()) {
            // what comes is for the thread that receives
            return false;
        }
        try {
            return read.hasRemaining() || filled > 0 || ended || fill() || ended;
        } finally {
            receiving.unlock();
        }
    }

    @Override
    public @Nullable FutexWord announceSleeper() {
        return null;
    }

    @Override
    public void passOn() {
        // the channel wakes all
    }

    @Override
    public SelectableChannel channel() {
        return channel;
    }

    @Override
    public boolean readable() {
        return !receivesNoMore;
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() {
        wire.close();
        readable.close();
        writable.close();
    }

    private void checkOpen() throws IOException {
        if (isClosed()) {
            throw new IOException((broken ? "connection is broken: " : "connection is closed: ") + where());
        }
    }

    private String where() {
        return "peer=" + peer;
    }

    @Override
    public String toString() {
        return "Connection[" + where() + (isClosed() ? ", closed]" : "]");
    }
}

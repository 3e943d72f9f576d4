package org.multijvm.ipc.channel;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Handle;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.held.Flight;
import org.multijvm.ipc.held.FlightWatch;
import org.multijvm.ipc.held.HeldFile;
import org.multijvm.ipc.held.Hold;
import org.multijvm.ipc.held.MessageCodec;
import org.multijvm.ipc.ring.ManyToManyRing;
import org.multijvm.ipc.ring.Message;
import org.multijvm.ipc.ring.MessageOpener;
import org.multijvm.ipc.ring.Nothing;
import org.multijvm.ipc.ring.PieceSource;
import org.multijvm.ipc.ring.PieceTarget;
import org.multijvm.ipc.ring.RingGuard;
import org.multijvm.ipc.ring.RingOutcome;
import org.multijvm.ipc.ring.Taken;
import org.multijvm.ipc.ring.Taking;
import org.multijvm.ipc.wait.AtOnce;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Slices;

/** An end of a pipe in shared memory. Its handles share nothing but that memory and their JVM's slot in it. */
final class PipeConnection implements Connection, AtOnce, Handle {
    private static final long serialVersionUID = 1;

    /** How often somebody who sends or polls without ever waiting looks whether the other side lives. */
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final transient Hold hold;
    private final transient HeldFile file;
    private final transient int otherSide;
    private final transient @Nullable ManyToManyRing in;
    private final transient @Nullable ManyToManyRing out;
    private final transient RingGuard guard = this::isOver;
    private final transient Taking plain = new Taking(MessageOpener.PLAIN, guard);

    /** When some thread looked last whether the other side lives; a race looks twice. */
    private transient volatile long lastLook = System.nanoTime() - LOOK_EVERY_NANOS;

    private transient volatile boolean closed;
    private transient volatile boolean readable;

    /**
     * @param flight by which it arrived, or null if it is new
     */
    PipeConnection(HeldFile file, int side, @Nullable Flight flight) throws IOException {
        this.file = file;
        this.otherSide = 1 - side;
        this.in = PipeFile.ringTo(file, side);
        this.out = PipeFile.ringTo(file, otherSide);
        this.readable = in != null;
        Runnable wake = new WakeRings(in, out);
        this.hold = flight == null ? file.hold(side, this, wake) : flight.land(file, this, wake);
    }

    /** Wakes those at both sides, that they see who has gone. Must not refer to the connection. */
    private record WakeRings(
            @Nullable ManyToManyRing in, @Nullable ManyToManyRing out) implements Runnable {
        @Override
        public void run() {
            if (in != null) {
                in.wakeAll();
            }
            if (out != null) {
                out.wakeAll();
            }
        }
    }

    @Override
    public void send(@Nullable Object value) throws IOException, InterruptedException {
        checkWritable();
        if (value instanceof byte[] bytes) {
            write(MessageCodec.BYTES, bytes, 0, bytes.length);
            return;
        }
        MessageCodec codec = MessageCodec.current();
        ValueWriter writer = codec.encode(value);
        boolean sent = false;
        try {
            write(
                    MessageCodec.VALUE,
                    writer.buffer().array(),
                    0,
                    writer.buffer().position());
            sent = true;
        } finally {
            if (!writer.tickets().isEmpty()) {
                afterSend(writer, sent);
            }
            codec.done(writer);
        }
    }

    private void afterSend(ValueWriter writer, boolean sent) {
        if (sent) {
            FlightWatch.add(writer.tickets(), file, otherSide);
        } else {
            writer.loseTickets();
        }
    }

    @Override
    public void sendBytes(byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        Objects.checkFromIndexSize(offset, size, bytes.length);
        write(MessageCodec.BYTES, bytes, offset, size);
    }

    @Override
    public @Nullable Object recv() throws IOException, InterruptedException {
        return MessageCodec.valueOf(take(plain));
    }

    @Override
    public byte[] recvBytes(int maxLength) throws IOException, InterruptedException {
        if (maxLength < 0) {
            throw new IllegalArgumentException("the limit must not be negative: maxLength=" + maxLength);
        }
        Taken taken = checkReadable()
                .take(new Taking(Math.min(maxLength, plain.limit()), MessageOpener.PLAIN, guard, null), Long.MAX_VALUE);
        if (taken == Nothing.TOO_LONG && maxLength < plain.limit()) {
            readable = false;
            if (out == null) {
                close();
            }
            throw new IOException(
                    "bad message length, this end receives no more: maxLength=" + maxLength + ", " + where());
        }
        return checked(taken).bytes();
    }

    @Override
    public int recvBytesInto(byte[] bytes, int offset) throws IOException, InterruptedException {
        Objects.checkFromToIndex(offset, bytes.length, bytes.length);
        byte[] message = take(plain).bytes();
        int room = bytes.length - offset;
        if (message.length > room) {
            throw new BufferTooShortException(message, room);
        }
        System.arraycopy(message, 0, bytes, offset, message.length);
        return message.length;
    }

    @Override
    public void sendBytes(InputStream source, long size) throws IOException, InterruptedException {
        if (size < 0) {
            throw new IllegalArgumentException("the size must not be negative: size=" + size);
        }
        ManyToManyRing ring = checkWritable();
        if (size <= ring.longestWhole()) {
            PieceSource whole = new PieceSource(source, size, ring.longestWhole());
            write(MessageCodec.BYTES, whole.array(), whole.next((int) size), (int) size);
        } else if (isPeerGone(true)
                || ring.write(MessageCodec.BYTES, new PieceSource(source, size, ring.longestWhole()), guard)
                        == RingOutcome.ENDED) {
            throw brokenPipe();
        }
    }

    @Override
    public long recvBytes(OutputStream target) throws IOException, InterruptedException {
        PieceTarget pieces = new PieceTarget(target);
        Message message = take(new Taking(plain.limit(), MessageOpener.PLAIN, guard, pieces));
        pieces.write(message.bytes());
        return pieces.received();
    }

    @Override
    public boolean poll(Duration limit) throws IOException, InterruptedException {
        return checkReadable().awaitMessage(guard, Slices.nanos(limit)) != RingOutcome.TIME_OVER;
    }

    @Override
    public boolean hasData() {
        return in != null && in.hasData();
    }

    @Override
    public byte @Nullable [] receiveAtOnce() throws IOException {
        Message message = checkReadable().takeAtOnce(plain);
        return message == null ? null : message.bytes();
    }

    @Override
    public FutexWord wordOfSleeper() throws IOException {
        return checkReadable().wordOfDataSleeper();
    }

    @Override
    public boolean sendAtOnce(byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        ManyToManyRing ring = checkWritable();
        RingOutcome outcome = isPeerGone(true)
                ? RingOutcome.ENDED
                : size > ring.longestWhole()
                        ? RingOutcome.TIME_OVER
                        : ring.write(MessageCodec.BYTES, bytes, offset, size, guard, 0);
        if (outcome == RingOutcome.ENDED) {
            throw brokenPipe();
        }
        return outcome == RingOutcome.DONE;
    }

    @Override
    public FutexWord announceSleeper() throws IOException {
        return checkReadable().announceDataSleeper();
    }

    @Override
    public void passOn() {
        if (in != null) {
            in.passDataOn();
        }
    }

    @Override
    public boolean isReady() throws IOException {
        ManyToManyRing ring = checkReadable();
        return ring.hasMessage() || isOver(true);
    }

    @Override
    public boolean readable() {
        return readable;
    }

    @Override
    public boolean writable() {
        return out != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        hold.release();
    }

    /**
     * What is sent in its place; keeps the end open until it arrives.
     *
     * @throws IllegalStateException if it is closed
     */
    @Override
    public Object writeReplace() {
        if (closed) {
            throw new IllegalStateException("a closed connection cannot be sent: pipe=" + file.name());
        }
        return new ConnectionTicket(hold.send());
    }

    @Override
    public String toString() {
        return "Connection[pipe=" + file.path().getFileName() + ", end=" + hold.side()
                + (closed ? ", closed]" : isPeerGone(false) ? ", other end closed]" : "]");
    }

    private void write(byte type, byte[] bytes, int offset, int size) throws IOException, InterruptedException {
        ManyToManyRing ring = checkWritable();
        if (isPeerGone(true) || ring.write(type, bytes, offset, size, guard, Long.MAX_VALUE) == RingOutcome.ENDED) {
            throw brokenPipe();
        }
    }

    private IOException brokenPipe() {
        return new IOException("broken pipe: nobody can receive at the other end any more: pipe=" + file.name());
    }

    private Message take(Taking how) throws IOException, InterruptedException {
        return checked(checkReadable().take(how, Long.MAX_VALUE));
    }

    /** A message, as there is no limit to the wait. */
    private Message checked(Taken taken) throws IOException {
        if (taken instanceof Message message) {
            return message;
        }
        throw taken == Nothing.TOO_LONG
                ? new IOException("the message is longer than an array can be, receive it into a stream: longest="
                        + plain.limit() + ", " + where())
                : new EOFException("nobody can send at the other end any more: pipe=" + file.name());
    }

    private ManyToManyRing checkWritable() throws IOException {
        checkOpen();
        if (out == null) {
            throw new IOException("connection is read-only: " + where());
        }
        return out;
    }

    ManyToManyRing checkReadable() throws IOException {
        checkOpen();
        if (in == null || !readable) {
            throw new IOException("connection is write-only: " + where());
        }
        return in;
    }

    private void checkOpen() throws IOException {
        file.enter();
        if (closed) {
            throw new IOException("connection is closed: " + where());
        }
    }

    private String where() {
        return "pipe=" + file.name() + ", end=" + hold.side();
    }

    private boolean isOver(boolean thoroughly) throws IOException {
        checkOpen();
        return isPeerGone(thoroughly);
    }

    private boolean isPeerGone(boolean thoroughly) {
        if (file.isOver(otherSide)) {
            return true;
        }
        if (thoroughly) {
            long now = System.nanoTime();
            if (now - lastLook >= LOOK_EVERY_NANOS) {
                lastLook = now;
                return !file.isAnyoneLeft(otherSide);
            }
        }
        return false;
    }
}

package org.multijvm.manager.served;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.ValueWriter;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.wait.AtOnce;
import org.slf4j.LoggerFactory;

/**
 * What a client is answered. Nobody but the client's own two threads ever waits until it takes something, so one that is stopped holds up nobody else:
 *
 * <pre>
 *   the thread that serves it:         gathers the answers of one message and sends them together. Its own thread reads no more until they are sent;
 *                                      another one, which serves others, too, leaves what cannot be sent at once, and the client is not served so before that is sent
 *   all other threads:                 leave the answer; the client's writer sends it, which is started when it is first needed and ends when idle
 * </pre>
 *
 * <p>A client for which too much is left is ended.
 */
final class Answers {
    private static final long MOST_LEFT = 256L << 20;
    private static final int FLUSH = 1 << 16;
    private static final long IDLE_SECONDS = 5;
    private static final byte[] NOTHING = {};

    private final Connection connection;
    private final String name;
    private final Runnable end;

    /** Who serves the client at the moment; null if nobody does. Written by that thread. */
    private volatile @Nullable Thread serving;

    /** By which answers are sent at once or are left, while a thread serves that must not wait; null if it may. For the serving thread alone. */
    private @Nullable AtOnce prompt;

    /** The reader's own: finished answers up to {@link #finished}, behind it one that is being written. */
    private final ValueWriter gathered = new ValueWriter(Codec.java());

    private int finished;

    private final BlockingQueue<byte[]> left = new LinkedBlockingQueue<>();
    private final AtomicLong leftBytes = new AtomicLong();

    /** Guarded by this. */
    private @Nullable Thread writer;

    /**
     * @param serving the thread that reads the client's calls
     * @param end ends the client
     */
    Answers(Connection connection, String name, @Nullable Thread serving, Runnable end) {
        this.connection = connection;
        this.name = name;
        this.serving = serving;
        this.end = end;
    }

    /**
     * From now on another thread serves the client, under its turn.
     *
     * @param by null if none does
     * @param how by which its answers are sent; null to wait until they are
     */
    void servedBy(@Nullable Thread by, @Nullable AtOnce how) {
        prompt = how;
        serving = by;
    }

    /** Whether the current thread serves the client at this moment. */
    boolean isServing() {
        return Thread.currentThread() == serving;
    }

    /** Whether something is to be sent still by the client's writer. */
    boolean hasLeft() {
        return leftBytes.get() > 0;
    }

    /** A writer for one answer, whose first four bytes are its length, filled in by {@link #end}. */
    ValueWriter begin() {
        if (!isServing()) {
            return new ValueWriter(Codec.java());
        }
        // an answer that was begun and not ended has failed
        gathered.buffer().position(finished);
        return gathered;
    }

    /** The answer is whole. */
    void end(ValueWriter out) {
        int from = out == gathered ? finished : 0;
        int to = out.buffer().position();
        out.buffer().putInt(from, to - from - Integer.BYTES);
        if (out == gathered) {
            finished = to;
        } else {
            leave(out.toBytes());
        }
    }

    /** By the reader, between two calls: sends if it is much. */
    void flushIfMuch() throws IOException, InterruptedException {
        if (finished > FLUSH) {
            flush();
        }
    }

    /** By the reader: sends what it has gathered. */
    void flush() throws IOException, InterruptedException {
        if (finished > 0) {
            send(gathered.buffer().array(), finished);
            finished = 0;
            gathered.clear();
        }
    }

    private void send(byte[] bytes, int length) throws IOException, InterruptedException {
        AtOnce how = prompt;
        if (how == null) {
            connection.sendBytes(bytes, 0, length);
        } else if (!how.sendAtOnce(bytes, 0, length)) {
            leave(Arrays.copyOf(bytes, length));
        }
    }

    private void leave(byte[] answer) {
        left.add(answer);
        if (leftBytes.addAndGet(answer.length) > MOST_LEFT) {
            LoggerFactory.getLogger(Answers.class)
                    .warn("a client does not take its answers and is ended: client={}, bytes={}", name, leftBytes);
            end.run();
            return;
        }
        synchronized (this) {
            if (writer == null) {
                Thread thread = new Thread(this::write, "multijvm-manager-writer" + "-" + name);
                thread.setDaemon(true);
                try {
                    thread.start();
                    writer = thread;
                } catch (OutOfMemoryError e) {
                    // no thread is to be had: the client ends, but whoever has left the answer goes on
                    LoggerFactory.getLogger(Answers.class)
                            .warn("a client could not be answered and is ended: client={}", name, e);
                    end.run();
                }
            }
        }
    }

    private void write() {
        try {
            while (true) {
                byte[] answer = left.poll(IDLE_SECONDS, TimeUnit.SECONDS);
                if (answer == null) {
                    synchronized (this) {
                        // who leaves something from now on starts another one
                        if (left.isEmpty()) {
                            writer = null;
                            return;
                        }
                    }
                } else if (answer == NOTHING) {
                    return;
                } else {
                    connection.sendBytes(answer);
                    leftBytes.addAndGet(-answer.length);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            // the reader finds the same
            end.run();
        }
    }

    /** The client has ended; its writer ends, too. */
    void close() {
        left.add(NOTHING);
    }
}

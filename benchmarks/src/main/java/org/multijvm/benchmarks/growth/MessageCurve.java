package org.multijvm.benchmarks.growth;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.Pool;

/** Bytes to another JVM and back, by a pipe and by a pool. */
final class MessageCurve implements Curve {
    private static final long SMALLEST = 8;
    private static final long LARGEST = 1L << 30;
    private static final long ROUND_BYTES = 64L << 20;
    private static final int MOST_TRIPS = 20_000;

    /** The echo holds a message and the one before. */
    private static final String HEAP = "5g";

    private @Nullable Pipe pipe;
    private @Nullable JvmProcess echo;
    private @Nullable Pool pool;

    @Override
    public String name() {
        return "message";
    }

    @Override
    public String title() {
        return "A `byte[]` to another JVM and the same back: `send` and `recv` of a `Pipe` with an echo; `apply` of a pool of one worker whose function returns its argument.";
    }

    @Override
    public Scale scale() {
        return Scale.BYTES;
    }

    @Override
    public List<Series> series() {
        return List.of(
                new Series("pipe", Series.Unit.MICROS),
                new Series("apply", Series.Unit.MICROS),
                new Series("pipe, both ways", Series.Unit.GIGABYTES_PER_SECOND),
                new Series("apply, both ways", Series.Unit.GIGABYTES_PER_SECOND));
    }

    @Override
    public List<Long> points() {
        List<Long> points = new ArrayList<>();
        for (long x = SMALLEST; x <= LARGEST; x *= 8) {
            points.add(x);
        }
        return points;
    }

    /** Here, at the echo, at the worker and between, each with the garbage of the round before. */
    @Override
    public long memory(long x) {
        return 10 * x;
    }

    @Override
    public Point open(long x) throws Exception {
        if (pipe == null) {
            start();
        }
        byte[] message = new byte[Math.toIntExact(x)];
        int trips = (int) Math.max(1, Math.min(MOST_TRIPS, ROUND_BYTES / x));
        return () -> {
            double byPipe = byPipe(message, trips);
            double byPool = byPool(message, trips);
            return new double[] {byPipe, byPool, 2 * x / byPipe / 1e3, 2 * x / byPool / 1e3};
        };
    }

    private void start() {
        Pipe opened = Pipe.open();
        Connection theirs = opened.second();
        echo = JvmProcess.builder(() -> echo(theirs))
                .options(JvmOptions.builder().maxHeap(HEAP).build())
                .start();
        theirs.close();
        pipe = opened;
        pool = Pool.builder().workers(1).maxHeap(HEAP).start();
    }

    @Override
    public void close() {
        if (pipe != null) {
            pipe.close();
        }
        if (echo != null) {
            // its end of the pipe has ended
            echo.onExit().join();
        }
        if (pool != null) {
            pool.close();
        }
    }

    private double byPipe(byte[] message, int trips) throws IOException, InterruptedException {
        Connection connection = Objects.requireNonNull(pipe).first();
        long start = System.nanoTime();
        for (int i = 0; i < trips; i++) {
            mark(message, i);
            connection.send(message);
            check(connection.recv(byte[].class), message);
        }
        return micros(start, trips);
    }

    private double byPool(byte[] message, int trips) throws InterruptedException {
        Pool warm = Objects.requireNonNull(pool);
        long start = System.nanoTime();
        for (int i = 0; i < trips; i++) {
            mark(message, i);
            check(warm.apply(MessageCurve::same, message), message);
        }
        return micros(start, trips);
    }

    private static byte[] same(byte[] message) {
        return message;
    }

    private static void echo(Connection connection) throws IOException, InterruptedException {
        try {
            while (true) {
                connection.send(connection.recv());
            }
        } catch (EOFException end) {
            connection.close();
        }
    }

    private static void mark(byte[] message, int trip) {
        message[0] = (byte) trip;
        message[message.length - 1] = (byte) (trip + 1);
    }

    private static void check(byte @Nullable [] received, byte[] sent) {
        if (received == null || received == sent) {
            throw new IllegalStateException("nothing came, or what never left: bytes=" + sent.length);
        }
        Check.same(received.length, sent.length);
        Check.same(received[0], sent[0]);
        Check.same(received[sent.length - 1], sent[sent.length - 1]);
    }

    private static double micros(long start, int trips) {
        return (System.nanoTime() - start) / 1e3 / trips;
    }
}

package org.multijvm.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.launcher.SessionFolder;

/** The figures of pipes and queues; what comes is checked. The other JVMs are started with the first row that needs them. */
final class ChannelRows implements AutoCloseable {
    private static final int ROUND_TRIPS = 20_000;
    private static final int MEBIBYTES = 300;
    private static final int INTEGERS = 200_000;
    private static final int MESSAGES = 2_000_000;
    private static final int MESSAGE = 64;

    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Connection echo;
    private @Nullable Flow integers;
    private @Nullable Flow messages;
    private @Nullable Flow agrona;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row("pipe.round_trip", "us", Ratio.DURATION, this::roundTrip, python.figure("pipe.round_trip")),
                new Row(
                        "pipe.1MiB_both_ways",
                        "MiB/s",
                        Ratio.RATE,
                        this::mebibytes,
                        python.figure("pipe.1MiB_both_ways")),
                new Row("queue.simple", "messages/s", Ratio.RATE, this::integers, python.figure("queue.simple")),
                new Row("queue.simple_64B", "messages/s", Ratio.RATE, this::messages, this::agrona));
    }

    @Override
    public void close() {
        for (AutoCloseable closeable : open) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot end what a figure has started: " + e.getMessage(), e);
            }
        }
    }

    private double roundTrip() throws IOException, InterruptedException {
        Connection connection = echo();
        long start = System.nanoTime();
        for (int i = 0; i < ROUND_TRIPS; i++) {
            connection.send(i);
            if (!Integer.valueOf(i).equals(connection.recv())) {
                throw new IllegalStateException("not the number that was sent: number=" + i);
            }
        }
        return (System.nanoTime() - start) / 1e3 / ROUND_TRIPS;
    }

    private double mebibytes() throws IOException, InterruptedException {
        Connection connection = echo();
        byte[] mebibyte = new byte[1 << 20];
        mebibyte[77] = 7;
        byte[] last = mebibyte;
        long start = System.nanoTime();
        for (int i = 0; i < MEBIBYTES; i++) {
            connection.sendBytes(mebibyte);
            last = connection.recvBytes();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        if (!Arrays.equals(last, mebibyte)) {
            throw new IllegalStateException("not the bytes that were sent: bytes=" + last.length);
        }
        return 2 * MEBIBYTES / seconds;
    }

    /** A JVM that sends back what it gets, for both rows: bytes are values too. */
    private Connection echo() {
        Connection started = echo;
        if (started == null) {
            Pipe pipe = Pipe.open();
            Connection theirs = pipe.second();
            JvmProcess child = JvmProcess.start(() -> echo(theirs));
            theirs.close();
            started = pipe.first();
            echo = started;
            open.add(pipe);
            open.add(child::join);
        }
        return started;
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

    private double integers() throws InterruptedException {
        Flow flow = integers;
        if (flow == null) {
            SimpleQueue<Integer> queue = SimpleQueue.create();
            flow = new Flow(JvmOptions.defaults(), n -> putIntegers(queue, n), n -> takeIntegers(queue, n));
            integers = flow;
            open.add(flow::end);
            open.add(queue);
        }
        return flow.measure(INTEGERS);
    }

    private static void putIntegers(SimpleQueue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(i);
        }
    }

    private static double takeIntegers(SimpleQueue<Integer> queue, int count) throws InterruptedException {
        long sum = queue.take();
        long start = System.nanoTime();
        for (int i = 1; i < count; i++) {
            sum += queue.take();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, count);
        return (count - 1) / seconds;
    }

    private double messages() throws InterruptedException {
        Flow flow = messages;
        if (flow == null) {
            SimpleQueue<byte[]> queue = SimpleQueue.create(1 << 22);
            flow = new Flow(JvmOptions.defaults(), n -> putMessages(queue, n), n -> takeMessages(queue, n));
            messages = flow;
            open.add(flow::end);
            open.add(queue);
        }
        return flow.measure(MESSAGES);
    }

    private static void putMessages(SimpleQueue<byte[]> queue, int count) throws InterruptedException {
        ByteBuffer message = ByteBuffer.allocate(MESSAGE);
        for (int i = 0; i < count; i++) {
            message.putLong(0, i);
            queue.put(message.array());
        }
    }

    private static double takeMessages(SimpleQueue<byte[]> queue, int count) throws InterruptedException {
        long sum = ByteBuffer.wrap(queue.take()).getLong();
        long start = System.nanoTime();
        for (int i = 1; i < count; i++) {
            sum += ByteBuffer.wrap(queue.take()).getLong();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, count);
        return (count - 1) / seconds;
    }

    private double agrona() throws Exception {
        Flow flow = agrona;
        if (flow == null) {
            Path file = SessionFolder.current().newPath("agrona");
            String name = file.toString();
            JvmOptions options =
                    JvmOptions.builder().jvmArguments(AgronaRing.FLAG).build();
            flow = new Flow(options, n -> AgronaRing.produce(name, n), n -> AgronaRing.consume(name, n));
            agrona = flow;
            open.add(flow::end);
            open.add(() -> Files.deleteIfExists(file));
        }
        return flow.measure(MESSAGES);
    }
}

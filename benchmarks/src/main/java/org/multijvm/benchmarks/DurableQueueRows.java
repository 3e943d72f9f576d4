package org.multijvm.benchmarks;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.SessionFolder;
import org.multijvm.queue.DurableQueue;
import org.multijvm.queue.SharedJoinableQueue;
import org.multijvm.queue.SharedQueue;

/** The figures of the queues on disk; what comes is checked. The other JVMs are started with the first row that needs them. */
final class DurableQueueRows implements AutoCloseable {
    private static final int INTEGERS = 300_000;
    private static final int MESSAGES = 500_000;
    private static final int MESSAGE = 64;
    private static final int TASKS = 100_000;
    private static final int REDIS_TASKS = 20_000;
    private static final int TASK = 100;

    private final List<AutoCloseable> open = new ArrayList<>();
    private @Nullable Flow integers;
    private @Nullable List<Flow> twoByTwo;
    private @Nullable Flow done;
    private @Nullable Flow messages;
    private @Nullable Flow tasks;
    private @Nullable Flow redis;
    private boolean redisMissed;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row("queue.shared", "messages/s", Ratio.RATE, this::integers, python.figure("queue.queue")),
                new Row("queue.shared_2x2", "messages/s", Ratio.RATE, this::twoByTwo, python.figure("queue.queue_2x2")),
                new Row("queue.joinable", "messages/s", Ratio.RATE, this::done, python.figure("queue.joinable")),
                new Row(
                        "queue.vs_chronicle",
                        "messages/s",
                        Ratio.RATE,
                        () -> messages().measure(2 * MESSAGES),
                        () -> messages().measure(2 * MESSAGES + 1)),
                new Row("queue.vs_redis", "messages/s", Ratio.RATE, this::tasks, this::redis));
    }

    @Override
    public void close() {
        // what was started last may rest on what was started first
        Collections.reverse(open);
        for (AutoCloseable closeable : open) {
            try {
                closeable.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot end what a figure has started: " + e.getMessage(), e);
            }
        }
    }

    private Flow opened(Flow flow) {
        open.add(flow::end);
        return flow;
    }

    private double integers() throws InterruptedException {
        Flow flow = integers;
        if (flow == null) {
            SharedQueue<Integer> queue = SharedQueue.create();
            open.add(queue);
            flow = opened(new Flow(JvmOptions.defaults(), n -> put(queue, n), n -> take(queue, n)));
            integers = flow;
        }
        return flow.measure(INTEGERS);
    }

    private static void put(DurableQueue<Integer> queue, int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(i);
        }
    }

    private static double take(SharedQueue<Integer> queue, int count) throws InterruptedException {
        long sum = queue.take();
        long start = System.nanoTime();
        for (int i = 1; i < count; i++) {
            sum += queue.take();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, count);
        return (count - 1) / seconds;
    }

    /** Both producers put the same numbers, and each consumer takes what comes: only all of them together can be checked. */
    private double twoByTwo() throws InterruptedException {
        List<Flow> flows = twoByTwo;
        if (flows == null) {
            SharedQueue<Integer> queue = SharedQueue.create();
            open.add(queue);
            flows = List.of(
                    opened(new Flow(JvmOptions.defaults(), n -> put(queue, n), n -> sum(queue, n))),
                    opened(new Flow(JvmOptions.defaults(), n -> put(queue, n), n -> sum(queue, n))));
            twoByTwo = flows;
        }
        long start = System.nanoTime();
        for (Flow flow : flows) {
            flow.begin(INTEGERS);
        }
        double sum = 0;
        for (Flow flow : flows) {
            sum += flow.await();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check((long) sum / 2, INTEGERS);
        return 2 * INTEGERS / seconds;
    }

    private static double sum(SharedQueue<Integer> queue, int count) throws InterruptedException {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += queue.take();
        }
        return sum;
    }

    private double done() throws InterruptedException {
        Flow flow = done;
        if (flow == null) {
            SharedJoinableQueue<Integer> queue = SharedJoinableQueue.create();
            open.add(queue);
            flow = opened(new Flow(JvmOptions.defaults(), n -> put(queue, n), n -> takeAndDo(queue, n)));
            done = flow;
        }
        return flow.measure(INTEGERS);
    }

    private static double takeAndDo(SharedJoinableQueue<Integer> queue, int count) throws InterruptedException {
        long sum = queue.take();
        queue.taskDone();
        long start = System.nanoTime();
        for (int i = 1; i < count; i++) {
            sum += queue.take();
            queue.taskDone();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, count);
        return (count - 1) / seconds;
    }

    /** The same two JVMs do both: so many messages through our queue, or, if the order is odd, through chronicle's own. */
    private Flow messages() throws Exception {
        Flow flow = messages;
        if (flow == null) {
            SharedQueue<byte[]> queue = SharedQueue.create();
            open.add(queue);
            Path folder = SessionFolder.current().newPath("chronicle");
            open.add(() -> SessionFolder.delete(folder));
            String name = folder.toString();
            JvmOptions options =
                    JvmOptions.builder().jvmArguments(ChronicleLog.FLAGS).build();
            flow = opened(new Flow(
                    options,
                    n -> {
                        if (n % 2 == 0) {
                            putBytes(queue, n / 2, MESSAGE);
                        } else {
                            ChronicleLog.produce(name, n / 2, MESSAGE);
                        }
                    },
                    n -> n % 2 == 0 ? takeBytes(queue, n / 2, false) : ChronicleLog.consume(name, n / 2)));
            messages = flow;
        }
        return flow;
    }

    private static void putBytes(DurableQueue<byte[]> queue, int count, int bytes) throws InterruptedException {
        ByteBuffer message = ByteBuffer.allocate(bytes);
        for (int i = 0; i < count; i++) {
            message.putLong(0, i);
            queue.put(message.array());
        }
    }

    private static double takeBytes(DurableQueue<byte[]> queue, int count, boolean doThem) throws InterruptedException {
        SharedJoinableQueue<byte[]> tasks = doThem ? (SharedJoinableQueue<byte[]>) queue : null;
        long sum = 0;
        long start = 0;
        for (int i = 0; i < count; i++) {
            sum += ByteBuffer.wrap(queue.take()).getLong();
            if (tasks != null) {
                tasks.taskDone();
            }
            if (i == 0) {
                start = System.nanoTime();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Flow.check(sum, count);
        return (count - 1) / seconds;
    }

    /** In a folder on the disk, as Redis has it. */
    private double tasks() throws Exception {
        Flow flow = tasks;
        if (flow == null) {
            Path folder = Files.createTempDirectory("queue");
            open.add(() -> SessionFolder.delete(folder));
            SharedJoinableQueue<byte[]> queue = SharedJoinableQueue.open(folder.resolve("tasks"));
            open.add(queue);
            flow = opened(
                    new Flow(JvmOptions.defaults(), n -> putBytes(queue, n, TASK), n -> takeBytes(queue, n, true)));
            tasks = flow;
        }
        return flow.measure(TASKS);
    }

    private double redis() throws Exception {
        Flow flow = redis;
        if (flow == null && !redisMissed) {
            RedisServer server = RedisServer.start();
            if (server == null) {
                System.err.println("queue.vs_redis has no peer: there is no redis-server");
                redisMissed = true;
                return Double.NaN;
            }
            open.add(server);
            String socket = server.socket();
            flow = opened(new Flow(
                    JvmOptions.defaults(), n -> RedisTasks.put(socket, n, TASK), n -> RedisTasks.take(socket, n)));
            redis = flow;
        }
        return flow == null ? Double.NaN : flow.measure(REDIS_TASKS);
    }
}

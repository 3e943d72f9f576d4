package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/**
 * Processes that use one queue until they are killed: the first half produces, the other consumes. They note in shared memory how far they are, and tell by a pipe of their own
 * what they took. Half of them are never compiled, so that a kill meets them in the midst of something.
 */
final class ChaosUsers implements AutoCloseable {
    static final int COUNT = 4;

    private final Random random;
    private final ChaosRecord record;
    private final @Nullable DurableQueue<byte[]> session;
    private final Path folder;
    private final boolean joinable;
    private final SharedLongArray done;
    private final JvmProcess[] processes = new JvmProcess[COUNT];
    private final List<Thread> collectors = new ArrayList<>();

    /** The number of each process, which is its place in what they note. */
    private final int[] numbers = new int[COUNT];

    private int started;

    /**
     * @param session the queue; null if each opens that of the folder
     * @param most how many processes there will be in all
     */
    ChaosUsers(
            Random random,
            ChaosRecord record,
            @Nullable DurableQueue<byte[]> session,
            Path folder,
            boolean joinable,
            int most) {
        this.random = random;
        this.record = record;
        this.session = session;
        this.folder = folder;
        this.joinable = joinable;
        this.done = SharedArray.longs(most);
    }

    static boolean isProducer(int user) {
        return user < COUNT / 2;
    }

    void startAll() {
        for (int user = 0; user < COUNT; user++) {
            start(user);
        }
    }

    void start(int user) {
        int id = started++;
        numbers[user] = id;
        DurableQueue<byte[]> handle = session;
        Path path = folder;
        boolean isJoinable = joinable;
        SharedLongArray progress = done;
        JvmOptions options = random.nextBoolean()
                ? JvmOptions.builder().jvmArguments("-Xint").build()
                : JvmOptions.builder().build();
        if (isProducer(user)) {
            record.producer(id);
            processes[user] = JvmProcess.builder(() -> produce(open(handle, path, isJoinable), progress, id))
                    .options(options)
                    .start();
        } else {
            OneWayPipe told = Pipe.oneWay();
            Connection writer = told.writer();
            processes[user] = JvmProcess.builder(() -> consume(open(handle, path, isJoinable), progress, id, writer))
                    .options(options)
                    .start();
            writer.close();
            Thread collector = new Thread(() -> collect(told.reader()), "collector");
            collectors.add(collector);
            collector.start();
        }
    }

    JvmProcess process(int user) {
        return processes[user];
    }

    /** Kills some, at once, and waits until they are dead. */
    void kill(List<Integer> victims) throws InterruptedException {
        for (int victim : victims) {
            Kill.kill(processes[victim].pid());
        }
        for (int victim : victims) {
            processes[victim].join();
        }
    }

    /** Until each of these has put or taken something more. */
    void awaitProgress(List<Integer> users, String as) throws InterruptedException {
        for (int user : users) {
            long before = done.getVolatile(numbers[user]);
            long start = System.nanoTime();
            while (done.getVolatile(numbers[user]) < before + 5) {
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("user %d does not go on: %s, wrong=%s", user, as, record.wrong())
                        .isLessThan(Duration.ofSeconds(60));
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
    }

    /** Waits for the consumers, which end by themselves when the queue is shut down. */
    void awaitEnd() throws InterruptedException {
        for (int user = COUNT / 2; user < COUNT; user++) {
            processes[user].join();
            assertThat(processes[user].exit().orElseThrow().ok()).isTrue();
        }
    }

    /** Waits until all that was told by the pipes is recorded; gives how much each process has done. */
    long[] settle() throws InterruptedException {
        for (Thread collector : collectors) {
            collector.join();
        }
        long[] all = new long[started];
        for (int i = 0; i < started; i++) {
            all[i] = done.getVolatile(i);
        }
        return all;
    }

    @Override
    public void close() {
        for (JvmProcess process : processes) {
            if (process != null) {
                Kill.kill(process.pid());
            }
        }
        done.close();
    }

    private static DurableQueue<byte[]> open(@Nullable DurableQueue<byte[]> handle, Path folder, boolean joinable) {
        if (handle != null) {
            return handle;
        }
        return joinable
                ? SharedJoinableQueue.<byte[]>builder()
                        .segmentBytes(1 << 20)
                        .maxSize(200)
                        .open(folder)
                : SharedQueue.<byte[]>builder()
                        .segmentBytes(1 << 20)
                        .maxSize(200)
                        .open(folder);
    }

    private static void produce(DurableQueue<byte[]> queue, SharedLongArray done, int id) throws InterruptedException {
        for (long number = 0; true; number++) {
            queue.put(ChaosMessage.of(id, number));
            done.setVolatile(id, number + 1);
        }
    }

    private static void consume(DurableQueue<byte[]> queue, SharedLongArray done, int id, Connection writer)
            throws Exception {
        try {
            while (true) {
                if (queue instanceof SharedJoinableQueue<byte[]> joinable) {
                    Delivery<byte[]> delivery = joinable.receive();
                    tell(delivery.value(), delivery.deliveries(), false, writer);
                    if (!delivery.done()) {
                        throw new AssertionError("not in this hand any more");
                    }
                    tell(delivery.value(), delivery.deliveries(), true, writer);
                } else {
                    tell(queue.take(), 1, true, writer);
                }
                done.getAndAdd(id, 1);
            }
        } catch (QueueShutDownException end) {
            writer.close();
        }
    }

    private static void tell(byte[] message, int deliveries, boolean done, Connection writer) throws Exception {
        ChaosMessage.check(message);
        writer.send(
                new long[] {ChaosMessage.producer(message), ChaosMessage.number(message), deliveries, done ? 1 : 0});
    }

    private void collect(Connection reader) {
        ChaosRecord.Consumer consumer = record.consumer();
        try (reader) {
            while (true) {
                long[] told = (long[]) reader.recv();
                consumer.told((int) told[0], told[1], (int) told[2], told[3] != 0);
            }
        } catch (EOFException end) {
            // the consumer has ended or was killed
        } catch (Exception e) {
            record.isWrong(e.toString());
        }
    }
}

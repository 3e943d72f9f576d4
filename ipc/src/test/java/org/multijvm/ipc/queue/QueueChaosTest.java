package org.multijvm.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/** Producers and consumers are killed at any instant; how often says {@code multijvm.chaos.rounds}. */
@Tag("chaos")
@Timeout(3600)
class QueueChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 6);
    private static final int SIDES = 2;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Integer, BitSet> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> collectors = new ArrayList<>();

    @Test
    void givesEachElementToOneConsumerAndLosesAtMostOneForEachThatIsKilled() throws Exception {
        int producers = 0;
        int consumersKilled = 0;
        try (SimpleQueue<long[]> queue = SimpleQueue.create(1 << 16)) {
            List<JvmProcess> producing = new ArrayList<>();
            List<JvmProcess> consuming = new ArrayList<>();
            for (int i = 0; i < SIDES; i++) {
                producing.add(producer(queue, producers++));
                consuming.add(consumer(queue));
            }
            for (int round = 0; round < ROUNDS; round++) {
                awaitProgress();
                Thread.sleep(random.nextInt(40), random.nextInt(1_000_000));
                int victim = random.nextInt(SIDES);
                if (random.nextBoolean()) {
                    end(producing.get(victim));
                    producing.set(victim, producer(queue, producers++));
                } else {
                    end(consuming.get(victim));
                    consumersKilled++;
                    consuming.set(victim, consumer(queue));
                }
            }
            awaitProgress();
            for (int i = 0; i < SIDES; i++) {
                end(producing.get(i));
            }
            // what the dead have put can still be taken, and the consumers end by themselves
            queue.shutdown();
            for (JvmProcess consumer : consuming) {
                consumer.join();
                assertThat(consumer.exit().orElseThrow().ok()).isTrue();
            }
            assertThat(queue).isEmpty();
        }
        for (Thread collector : collectors) {
            collector.join();
        }
        assertThat(wrong).as("seed=%d", seed).isEmpty();
        assertThat(missing()).as("lost: seed=%d", seed).isLessThanOrEqualTo(consumersKilled);
    }

    private int missing() {
        int missing = 0;
        for (BitSet numbers : seen.values()) {
            missing += numbers.length() - numbers.cardinality();
        }
        return missing;
    }

    /** Until somebody has taken something more. */
    private void awaitProgress() throws InterruptedException {
        int before = count();
        long start = System.nanoTime();
        while (count() < before + 10) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("nobody goes on: seed=%d, wrong=%s", seed, wrong)
                    .isLessThan(Duration.ofSeconds(30));
            Thread.sleep(1);
        }
    }

    private int count() {
        int count = 0;
        for (BitSet numbers : seen.values()) {
            synchronized (numbers) {
                count += numbers.cardinality();
            }
        }
        return count;
    }

    private static JvmProcess producer(SimpleQueue<long[]> queue, int id) {
        return JvmProcess.start(() -> {
            for (long number = 0; true; number++) {
                queue.put(element(id, number));
            }
        });
    }

    /** Tells what it takes by a pipe of its own: what it had taken but not told when it was killed died with it. */
    private JvmProcess consumer(SimpleQueue<long[]> queue) {
        OneWayPipe told = Pipe.oneWay();
        Connection writer = told.writer();
        JvmProcess child = JvmProcess.start(() -> consume(queue, writer));
        writer.close();
        Thread collector = new Thread(() -> collect(told.reader()), "collector");
        collectors.add(collector);
        collector.start();
        return child;
    }

    private static void consume(SimpleQueue<long[]> queue, Connection writer) throws Exception {
        try {
            while (true) {
                long[] element = queue.take();
                if (!java.util.Arrays.equals(element, element((int) element[0], element[1]))) {
                    throw new AssertionError(
                            "not the element that was put: producer=" + element[0] + ", number=" + element[1]);
                }
                writer.send(new long[] {element[0], element[1]});
            }
        } catch (QueueShutDownException end) {
            writer.close();
        }
    }

    private void collect(Connection reader) {
        Map<Integer, Long> last = new HashMap<>();
        try (reader) {
            while (true) {
                long[] element = (long[]) reader.recv();
                int producer = (int) element[0];
                if (element[1] <= last.getOrDefault(producer, -1L)) {
                    wrong.add("out of order: producer=" + producer + ", number=" + element[1]);
                }
                last.put(producer, element[1]);
                BitSet numbers = seen.computeIfAbsent(producer, any -> new BitSet());
                synchronized (numbers) {
                    if (numbers.get((int) element[1])) {
                        wrong.add("twice: producer=" + producer + ", number=" + element[1]);
                    }
                    numbers.set((int) element[1]);
                }
            }
        } catch (EOFException end) {
            // the consumer has ended or was killed
        } catch (Exception e) {
            wrong.add(e.toString());
        }
    }

    /** Now and then one that is too long for the ring. */
    private static long[] element(int producer, long number) {
        int length = number % 50 == 49 ? 5_000 : 2 + (int) (number % 40);
        long[] element = new long[length];
        java.util.Arrays.fill(element, number);
        element[0] = producer;
        return element;
    }

    private static void end(JvmProcess child) throws InterruptedException {
        Kill.kill(child.pid());
        child.join();
    }
}

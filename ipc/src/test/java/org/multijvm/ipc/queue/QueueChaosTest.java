package org.multijvm.ipc.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.multijvm.ipc.ChaosKill;
import org.multijvm.ipc.ChaosProcess;
import org.multijvm.ipc.channel.Connection;
import org.multijvm.ipc.channel.OneWayPipe;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.test.Kill;

/**
 * Producers and consumers are killed at any instant, up to three of four at once; how often says {@code multijvm.chaos.rounds}. Each notes in
 * shared memory what it has put or taken, so that an element that was put and never came is missed, also the last one.
 */
@Tag("chaos")
@Timeout(3600)
class QueueChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 2);

    /** The first half produces, the other consumes. */
    private static final int USERS = 4;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<Integer, BitSet> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> collectors = new ArrayList<>();
    private final JvmProcess[] processes = new JvmProcess[USERS];

    /** The number of each process, which is its place in what they note. */
    private final int[] numbers = new int[USERS];

    private final List<Integer> producers = new ArrayList<>();
    private int started;

    @Test
    void givesEachElementToOneConsumerAndLosesAtMostOneForEachThatIsKilled() throws Exception {
        int consumersKilled = 0;
        try (SharedLongArray done = SharedArray.longs(USERS * (ROUNDS + 1));
                SimpleQueue<long[]> queue = SimpleQueue.create(1 << 16)) {
            ChaosKill killer = new ChaosKill(random, ChaosProcess.placeIn(queue));
            for (int user = 0; user < USERS; user++) {
                start(user, queue, done);
            }
            for (int round = 0; round < ROUNDS; round++) {
                awaitProgress(List.of(0, 1, 2, 3), done, "round=" + round + ", " + queue);
                Thread.sleep(random.nextInt(20), random.nextInt(1_000_000));
                List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
                Collections.shuffle(order, random);
                List<Integer> victims = order.subList(0, 1 + random.nextInt(USERS - 1));
                List<Integer> living = order.subList(victims.size(), USERS);
                for (int victim : victims) {
                    killer.kill(processes[victim].pid());
                }
                for (int victim : victims) {
                    processes[victim].join();
                    consumersKilled += isProducer(victim) ? 0 : 1;
                }
                if (living.stream().anyMatch(QueueChaosTest::isProducer)
                        && !living.stream().allMatch(QueueChaosTest::isProducer)) {
                    awaitProgress(living, done, "round=" + round + ", killed=" + victims + ", " + queue);
                }
                for (int victim : victims) {
                    start(victim, queue, done);
                }
            }
            awaitProgress(List.of(0, 1, 2, 3), done, "at the end");
            for (int user = 0; user < USERS; user++) {
                if (isProducer(user)) {
                    Kill.kill(processes[user].pid());
                    processes[user].join();
                }
            }
            // what the dead have put can still be taken, and the consumers end by themselves
            queue.shutdown();
            for (int user = 0; user < USERS; user++) {
                processes[user].join();
                assertThat(isProducer(user)
                                || processes[user].exit().orElseThrow().ok())
                        .isTrue();
            }
            assertThat(queue).isEmpty();
            for (Thread collector : collectors) {
                collector.join();
            }
            assertThat(wrong).as("seed=%d", seed).isEmpty();
            int missing = missing(done);
            assertThat(missing).as("lost: seed=%d", seed).isLessThanOrEqualTo(consumersKilled);
            System.out.printf(
                    "queue: %d elements, %d lost with %d consumers, seed=%d, %s%n",
                    count(), missing, consumersKilled, seed, killer);
        }
    }

    /** How many were put, or seem so since later ones came, and did not come. */
    private int missing(SharedLongArray done) {
        int missing = 0;
        for (int producer : producers) {
            BitSet came = seen.getOrDefault(producer, new BitSet());
            int put = (int) done.getVolatile(producer);
            // one more if it was killed after it was put
            assertThat(came.length()).as("seed=%d", seed).isLessThanOrEqualTo(put + 1);
            missing += Math.max(came.length(), put) - came.cardinality();
        }
        return missing;
    }

    /** Until each of these has put or taken something more. */
    private void awaitProgress(List<Integer> users, SharedLongArray done, String as) throws InterruptedException {
        for (int user : users) {
            long before = done.getVolatile(numbers[user]);
            long start = System.nanoTime();
            while (done.getVolatile(numbers[user]) < before + 10) {
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("user %d does not go on: %s, seed=%d, wrong=%s", user, as, seed, wrong)
                        .isLessThan(Duration.ofSeconds(60));
                Thread.sleep(1);
            }
        }
    }

    private int count() {
        return seen.values().stream().mapToInt(BitSet::cardinality).sum();
    }

    private static boolean isProducer(int user) {
        return user < USERS / 2;
    }

    private void start(int user, SimpleQueue<long[]> queue, SharedLongArray done) {
        int number = started++;
        numbers[user] = number;
        if (isProducer(user)) {
            producers.add(number);
            processes[user] = producer(queue, done, number);
        } else {
            processes[user] = consumer(queue, done, number);
        }
    }

    private JvmProcess producer(SimpleQueue<long[]> queue, SharedLongArray done, int id) {
        return ChaosProcess.start(random, () -> {
            for (long number = 0; true; number++) {
                queue.put(element(id, number));
                done.setVolatile(id, number + 1);
            }
        });
    }

    /** Tells what it takes by a pipe of its own: what it had taken but not told when it was killed died with it. */
    private JvmProcess consumer(SimpleQueue<long[]> queue, SharedLongArray done, int id) {
        OneWayPipe told = Pipe.oneWay();
        Connection writer = told.writer();
        JvmProcess child = ChaosProcess.start(random, () -> consume(queue, done, id, writer));
        writer.close();
        Thread collector = new Thread(() -> collect(told.reader()), "collector");
        collectors.add(collector);
        collector.start();
        return child;
    }

    private static void consume(SimpleQueue<long[]> queue, SharedLongArray done, int id, Connection writer)
            throws Exception {
        try {
            while (true) {
                long[] element = queue.take();
                if (!java.util.Arrays.equals(element, element((int) element[0], element[1]))) {
                    throw new AssertionError(
                            "not the element that was put: producer=" + element[0] + ", number=" + element[1]);
                }
                done.getAndAdd(id, 1);
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
}

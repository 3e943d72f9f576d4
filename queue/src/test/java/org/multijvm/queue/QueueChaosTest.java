package org.multijvm.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.test.Kill;

/**
 * Producers and consumers are killed at any instant; how often says {@code multijvm.chaos.rounds}. Segments are small and messages large, so that segments begin and go all the
 * time. Half of the victims are stopped first, some times, so that most of these have a lock of the queue when they die.
 */
@Tag("chaos")
@Timeout(3600)
class QueueChaosTest {
    private static final int ROUNDS = Integer.getInteger("multijvm.chaos.rounds", 1);
    private static final List<Integer> ALL = List.of(0, 1, 2, 3);
    private static final int STOPS = 6;

    private final long seed = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /** How many were killed where. */
    private final Map<String, Integer> met = new TreeMap<>();

    private int consumersKilled;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void losesAndDoublesNothingWhoeverIsKilled(boolean joinable, boolean named) throws Exception {
        ChaosRecord record = new ChaosRecord(joinable);
        try (DurableQueue<byte[]> queue = joinable ? joinable(named) : plain(named);
                ChaosUsers users = new ChaosUsers(
                        random, record, named ? null : queue, path(), joinable, ChaosUsers.COUNT * (ROUNDS + 1))) {
            users.startAll();
            for (int round = 0; round < ROUNDS; round++) {
                String as = "round=" + round + ", seed=" + seed + ", " + queue;
                users.awaitProgress(ALL, as);
                TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
                List<Integer> order = new ArrayList<>(ALL);
                Collections.shuffle(order, random);
                List<Integer> victims = order.subList(0, 1 + random.nextInt(ChaosUsers.COUNT - 1));
                List<Integer> living = order.subList(victims.size(), ChaosUsers.COUNT);
                for (int victim : victims) {
                    stopInTheMidst(users.process(victim).pid(), queue);
                }
                kill(users, victims);
                if (living.stream().anyMatch(ChaosUsers::isProducer)
                        && !living.stream().allMatch(ChaosUsers::isProducer)) {
                    users.awaitProgress(living, as + ", killed=" + victims);
                }
                victims.forEach(users::start);
            }
            users.awaitProgress(ALL, "at the end");
            users.kill(List.of(0, 1));
            awaitEmpty(queue);
            queue.shutdown();
            users.awaitEnd();
            check(record, users, queue, named ? "named" : "session");
        }
    }

    /** Nobody has the queue open at the end of each round, and the next one who opens it makes it whole. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesAndDoublesNothingWhenAllAreKilledAtOnce(boolean joinable) throws Exception {
        ChaosRecord record = new ChaosRecord(joinable);
        try (ChaosUsers users =
                new ChaosUsers(random, record, null, path(), joinable, ChaosUsers.COUNT * (ROUNDS + 1))) {
            for (int round = 0; round < ROUNDS; round++) {
                users.startAll();
                users.awaitProgress(ALL, "round=" + round + ", seed=" + seed);
                TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
                ALL.forEach(any -> met.merge("all at once", 1, Integer::sum));
                kill(users, ALL);
            }
            try (DurableQueue<byte[]> queue = joinable ? joinable(true) : plain(true)) {
                ChaosRecord.Consumer consumer = record.consumer();
                while (!queue.isEmpty()) {
                    if (queue instanceof SharedJoinableQueue<byte[]> tasks) {
                        Delivery<byte[]> delivery = tasks.receive();
                        tell(consumer, delivery.value(), delivery.deliveries(), false);
                        assertThat(delivery.done()).isTrue();
                    } else {
                        tell(consumer, queue.take(), 1, true);
                    }
                }
                check(record, users, queue, "named, all at once");
            }
        }
    }

    private static void tell(ChaosRecord.Consumer consumer, byte[] message, int deliveries, boolean done) {
        ChaosMessage.check(message);
        consumer.told(ChaosMessage.producer(message), ChaosMessage.number(message), deliveries, done);
    }

    private void kill(ChaosUsers users, List<Integer> victims) throws InterruptedException {
        users.kill(victims);
        consumersKilled += (int) victims.stream()
                .filter(victim -> !ChaosUsers.isProducer(victim))
                .count();
    }

    private static void awaitEmpty(DurableQueue<byte[]> queue) throws InterruptedException {
        if (queue instanceof SharedJoinableQueue<byte[]> tasks) {
            assertThat(tasks.join(Duration.ofSeconds(60)))
                    .as("%s", tasks.inspect())
                    .isTrue();
        }
    }

    private void check(ChaosRecord record, ChaosUsers users, DurableQueue<byte[]> queue, String as)
            throws InterruptedException, IOException {
        long missing = record.missing(users.settle());
        System.out.printf(
                "%s, %s: %d messages, %d again, %d lost with %d consumers, %d long left, met=%s, seed=%d, %s%n",
                queue.getClass().getSimpleName(),
                as,
                record.count(),
                record.again(),
                missing,
                consumersKilled,
                filesLeft(queue),
                met,
                seed,
                queue.inspect());
        assertThat(record.wrong()).as("seed=%d", seed).isEmpty();
        assertThat(queue).isEmpty();
        assertThat(queue.inspect().dropped()).as("seed=%d", seed).isZero();
        if (queue instanceof SharedJoinableQueue<byte[]> tasks) {
            assertThat(missing).as("lost: seed=%d", seed).isZero();
            assertThat(tasks.unfinished()).as("seed=%d", seed).isZero();
        } else {
            assertThat(missing).as("lost: seed=%d", seed).isLessThanOrEqualTo(consumersKilled);
        }
    }

    private static long filesLeft(DurableQueue<byte[]> queue) throws IOException {
        Path files = queue.core.home().folder().resolve("long");
        if (!Files.exists(files)) {
            return 0;
        }
        try (var all = Files.list(files)) {
            return all.count();
        }
    }

    /** Stops a process, if it can be where it matters; half of them are left running. */
    private void stopInTheMidst(long pid, DurableQueue<byte[]> queue) throws IOException, InterruptedException {
        String place = "running";
        if (random.nextBoolean()) {
            place = "outside";
            for (int i = 0; i < STOPS && "outside".equals(place); i++) {
                if (i > 0) {
                    Kill.resume(pid);
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(2000));
                }
                Kill.stop(pid);
                place = placeOf(pid, queue);
            }
        }
        met.merge(place, 1, Integer::sum);
    }

    private static String placeOf(long pid, DurableQueue<byte[]> queue) {
        Control control = queue.core.home().control();
        if (ProcessKey.pid(control.get(ControlLayout.PUT_LOCK_AT)) == pid) {
            int lane = ControlLayout.LANES_AT;
            boolean rolls = control.get(lane + ControlLayout.LAST_SEGMENT_IN_LANE)
                    != control.get(lane + ControlLayout.SEGMENT_IN_LANE);
            return rolls ? "rolling" : "putting";
        }
        return ProcessKey.pid(control.get(ControlLayout.TAKE_LOCK_AT)) == pid ? "taking" : "outside";
    }

    private Path path() {
        return folder.resolve("queue");
    }

    private SharedQueue<byte[]> plain(boolean named) {
        SharedQueue.Builder<byte[]> builder =
                SharedQueue.<byte[]>builder().segmentBytes(1 << 20).maxSize(200);
        return named ? builder.open(path()) : builder.create();
    }

    private SharedJoinableQueue<byte[]> joinable(boolean named) {
        SharedJoinableQueue.Builder<byte[]> builder =
                SharedJoinableQueue.<byte[]>builder().segmentBytes(1 << 20).maxSize(200);
        return named ? builder.open(path()) : builder.create();
    }
}

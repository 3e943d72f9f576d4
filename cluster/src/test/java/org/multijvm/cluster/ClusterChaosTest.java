package org.multijvm.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.multijvm.cluster.task.MemberLostException;
import org.multijvm.pool.Callbacks;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.test.Kill;

/**
 * Members are killed at random, and others join, while tasks run. The ledger: each task is answered once; those that may be tried again are answered well; of the others each ran once at most, and what was not answered well was lost with its member.
 *
 * <p>{@code -Dmultijvm.chaos.seconds=300} goes on for so long, {@code -Dmultijvm.chaos.seed} repeats pauses and choices.
 */
@Tag("chaos")
@Timeout(value = 40, unit = TimeUnit.MINUTES)
class ClusterChaosTest {
    private static final int KILLS = Integer.getInteger("multijvm.chaos.rounds", 2);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(Long.getLong("multijvm.chaos.seconds", 0));
    private static final long SEED = Long.getLong("multijvm.chaos.seed", System.nanoTime());
    private static final int MEMBERS = 3;
    private static final int UNDER_WAY = 30;
    private static final long LONGEST_PAUSE_MILLIS = 1_500;
    private static final int LONGEST_TASK_MILLIS = 40;

    @TempDir
    Path folder;

    private final Semaphore room = new Semaphore(UNDER_WAY);
    private final List<Entry> ledger = new ArrayList<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean killed;

    /** A task as its driver sees it. */
    private static final class Entry {
        final boolean mayRunAgain;
        final AtomicInteger answers = new AtomicInteger();
        volatile @Nullable Integer value;
        volatile @Nullable Throwable error;

        Entry(boolean mayRunAgain) {
            this.mayRunAgain = mayRunAgain;
        }
    }

    @Test
    void eachTaskIsAnsweredOnceWhoeverDies(TestReporter reporter) throws Exception {
        try (Members members = new Members()) {
            List<Process> living = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                living.add(members.start(1));
            }
            try (Cluster cluster = Cluster.connect(members.address());
                    Pool pool = cluster.pool()) {
                AtomicInteger kills = new AtomicInteger();
                Thread killer = new Thread(() -> kill(members, living, kills), "killer");
                killer.start();
                submit(pool);
                killer.join();
                assertThat(room.tryAcquire(UNDER_WAY, 120, TimeUnit.SECONDS))
                        .as("all are answered, seed=%d", SEED)
                        .isTrue();
                assertThat(failure.get()).isNull();
                assertThat(kills).hasValueGreaterThanOrEqualTo(KILLS);
                long lost = check();
                reporter.publishEntry(
                        "ledger", "tasks=" + ledger.size() + ", kills=" + kills + ", lost=" + lost + ", seed=" + SEED);
            }
        }
    }

    /** One after the other, so that most are always there. */
    private void kill(Members members, List<Process> living, AtomicInteger kills) {
        Random random = new Random(SEED);
        long begun = System.nanoTime();
        try {
            while (kills.get() < KILLS || System.nanoTime() - begun < NANOS) {
                TimeUnit.MILLISECONDS.sleep((long) (random.nextDouble() * LONGEST_PAUSE_MILLIS));
                Process victim = living.remove(random.nextInt(living.size()));
                Kill.kill(victim.pid());
                victim.waitFor();
                kills.incrementAndGet();
                living.add(members.start(1));
            }
        } catch (Throwable e) {
            failure.set(e);
        } finally {
            killed = true;
        }
    }

    private void submit(Pool pool) throws InterruptedException {
        Random random = new Random(SEED + 1);
        Pool again = pool.with(TaskOptions.builder().retries(1_000).build());
        String notes = folder.toString();
        while (!killed) {
            if (!room.tryAcquire(1, TimeUnit.SECONDS)) {
                continue;
            }
            int number = ledger.size();
            int millis = random.nextInt(LONGEST_TASK_MILLIS);
            Entry entry = new Entry(random.nextBoolean());
            ledger.add(entry);
            (entry.mayRunAgain ? again : pool)
                    .applyAsync(
                            x -> run(notes, x, millis),
                            number,
                            Callbacks.of(
                                    value -> {
                                        entry.value = value;
                                        answered(entry);
                                    },
                                    error -> {
                                        entry.error = error;
                                        answered(entry);
                                    }));
        }
    }

    private void answered(Entry entry) {
        entry.answers.incrementAndGet();
        room.release();
    }

    /** Notes that it runs in a file of its JVM's own. */
    private static int run(String folder, int number, int millis) throws IOException, InterruptedException {
        Files.writeString(
                Path.of(folder, "" + ProcessHandle.current().pid()),
                number + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
        TimeUnit.MILLISECONDS.sleep(millis);
        return 3 * number;
    }

    /** Returns how many were lost. */
    private long check() throws IOException {
        Map<Integer, Integer> runs = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                // a line that was cut by the end of its JVM has no end itself
                String text = Files.readString(file);
                text.substring(0, text.lastIndexOf('\n') + 1)
                        .lines()
                        .forEach(line -> runs.merge(Integer.valueOf(line), 1, Integer::sum));
            }
        }
        long lost = 0;
        for (int i = 0; i < ledger.size(); i++) {
            Entry each = ledger.get(i);
            int ran = runs.getOrDefault(i, 0);
            assertThat(each.answers).as("answers of task %d, seed=%d", i, SEED).hasValue(1);
            if (each.error == null) {
                assertThat(each.value).isEqualTo(3 * i);
                assertThat(ran).as("runs of task %d, seed=%d", i, SEED).isPositive();
            } else {
                assertThat(each.error).isInstanceOf(MemberLostException.class);
                lost++;
            }
            if (each.mayRunAgain) {
                assertThat(each.error).isNull();
            } else {
                assertThat(ran).as("runs of task %d, seed=%d", i, SEED).isLessThanOrEqualTo(1);
            }
        }
        return lost;
    }
}

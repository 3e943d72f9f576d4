package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many submitters, and more tasks than may wait. */
abstract class PoolIntakeContract extends PoolContract {
    PoolIntakeContract(Workplace kind) {
        super(kind);
    }

    @Test
    void takesTasksFromManyThreads() throws Exception {
        int threads = 8;
        int each = 1000;
        AtomicLong sum = new AtomicLong();
        CountDownLatch done = new CountDownLatch(threads);
        try (Pool pool = kind.of(2)) {
            for (int t = 0; t < threads; t++) {
                int first = t * each;
                new Thread(() -> {
                            try {
                                for (int i = 0; i < each; i++) {
                                    int value = first + i;
                                    int result = i % 3 == 0
                                            ? pool.apply(Tasks::plusOne, value)
                                            : pool.applyAsync(Tasks::plusOne, value)
                                                    .get();
                                    sum.addAndGet(result - 1);
                                }
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            } finally {
                                done.countDown();
                            }
                        })
                        .start();
            }
            assertThat(done.await(90, TimeUnit.SECONDS)).isTrue();
        }
        long all = (long) threads * each;
        assertThat(sum).hasValue(all * (all - 1) / 2);
    }

    @Test
    void refusesWhenTooMuchWaitsIfItIsToldTo() throws Exception {
        try (Pool pool = kind.builder(1).intakeLimit(10_000).refuseWhenFull().start()) {
            AsyncResult<Integer> blocker = pool.applyAsync(Tasks::sleepMillis, 600_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            pool.applyAsync(Tasks::plusOne, i);
                        }
                    })
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("limit=10000");
            blocker.cancel(true);
        }
    }

    @Test
    void letsASubmitterWaitWhileTooMuchWaits() throws Exception {
        try (Pool pool = kind.builder(1).intakeLimit(10_000).start()) {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                results.add(pool.applyAsync(Tasks::plusOne, i));
            }
            for (int i = 0; i < 5_000; i++) {
                assertThat(results.get(i).get(60, TimeUnit.SECONDS)).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void takesTheTaskOfWhoeverHasWaitedLongestHoweverLargeItIs() throws Exception {
        try (Pool pool = kind.builder(1).intakeLimit(20_000).start()) {
            Path gate = folder.resolve("gate");
            // a worker that comes up later would take from what waits, and make room
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            pool.applyAsync(Tasks::waitForFile, gate.toString());
            Submitter filler = new Submitter(pool, 1_000, 1_000);
            filler.awaitFull();
            Submitter large = new Submitter(pool, 18_000, 1);
            large.awaitFull();
            List<Submitter> small = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                small.add(new Submitter(pool, 10, 1));
                small.get(i).awaitFull();
            }
            // goes on where it is, and submits no more
            filler.leave();
            Files.createFile(gate);
            int before = large.lastTurn();
            for (Submitter next : small) {
                assertThat(next.lastTurn()).as("later").isGreaterThan(before);
                before = next.lastTurn();
            }
        }
    }

    @Test
    void aSubmitterThatIsInterruptedLetsThoseBehindItGoOn() throws Exception {
        assumeTrue(kind.copies(), "of what is shared nobody knows how large it is");
        try (Pool pool = kind.builder(1).intakeLimit(20_000).start()) {
            Path gate = folder.resolve("gate");
            // a worker that comes up later would take from what waits, and make room
            assertThat(pool.apply(Tasks::plusOne, 1)).isEqualTo(2);
            pool.applyAsync(Tasks::waitForFile, gate.toString());
            Submitter filler = new Submitter(pool, 4_000, 1_000);
            filler.awaitFull();
            filler.leave();
            filler.interrupt();
            filler.join(60_000);
            assertThat(filler.refused).isInstanceOf(RejectedExecutionException.class);
            // too large for what is left, and in front of one for which there is room
            Submitter large = new Submitter(pool, 19_000, 1);
            large.awaitFull();
            Submitter small = new Submitter(pool, 10, 1);
            small.awaitFull();
            large.interrupt();
            large.join(60_000);
            assertThat(large.refused).isInstanceOf(RejectedExecutionException.class);
            small.join(60_000);
            assertThat(small.isAlive()).isFalse();
            Files.createFile(gate);
            assertThat(small.lastTurn()).isPositive();
        }
    }

    @Test
    void thoseThatWaitForRoomAreRefusedWhenThePoolEnds() throws Exception {
        Pool pool = kind.builder(1).intakeLimit(20_000).start();
        AsyncResult<Integer> blocker = pool.applyAsync(Tasks::sleepMillis, 600_000);
        List<Submitter> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(new Submitter(pool, 15_000, 1_000));
            waiting.get(i).awaitFull();
        }
        pool.terminate();
        for (Submitter submitter : waiting) {
            submitter.join(60_000);
            assertThat(submitter.refused).isInstanceOf(RejectedExecutionException.class);
        }
        assertThat(pool.join(Duration.ofSeconds(60))).isTrue();
        assertThat(blocker).isDone();
    }

    /** A thread that submits tasks of some bytes. */
    private static final class Submitter extends Thread {
        private final Pool pool;
        private final byte[] bytes;
        private final int times;
        private volatile AsyncResult<Integer> last;
        private volatile boolean leaves;
        volatile RejectedExecutionException refused;

        Submitter(Pool pool, int bytes, int times) {
            this.pool = pool;
            this.bytes = new byte[bytes];
            this.times = times;
            setDaemon(true);
            start();
        }

        @Override
        public void run() {
            try {
                for (int i = 0; i < times && !leaves; i++) {
                    last = pool.applyAsync(Tasks::turn, bytes);
                }
            } catch (RejectedExecutionException e) {
                refused = e;
            }
        }

        /** Waits until it waits for room. */
        void awaitFull() {
            await().atMost(60, TimeUnit.SECONDS)
                    .until(() -> getState() == State.WAITING && pool.stats().waiting() > 0);
        }

        void leave() {
            leaves = true;
        }

        /** When its last task had its turn. */
        int lastTurn() throws Exception {
            join(60_000);
            return last.get(60, TimeUnit.SECONDS);
        }
    }

    @Test
    void anInterruptedCallerGetsItsInterruptAndThePoolGoesOn() throws Exception {
        try (Pool pool = kind.of(1)) {
            Path gate = folder.resolve("gate");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> pool.apply(Tasks::waitForFile, gate.toString()))
                    .isInstanceOf(InterruptedException.class);
            Files.createFile(gate);
            Thread.currentThread().interrupt();
            AsyncResult<Long> large = pool.applyAsync(Tasks::checksum, Tasks.bytes(1 << 20));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(large.get(60, TimeUnit.SECONDS)).isEqualTo(Tasks.checksum(Tasks.bytes(1 << 20)));
            assertThat(pool.apply(Tasks::checksum, Tasks.bytes(100_000))).isNotNull();
        }
    }
}

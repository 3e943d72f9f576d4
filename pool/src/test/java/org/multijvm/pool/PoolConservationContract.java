package org.multijvm.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever is submitted, cancelled and ended at the same time: each task that was taken ends once, and is called back once. */
@Tag("stress")
abstract class PoolConservationContract extends PoolContract {
    private static final int ROUNDS = Integer.getInteger("multijvm.stress.rounds", 10);
    private static final int SUBMITTERS = 3;
    private static final int TASKS = 300;

    PoolConservationContract(Workplace kind) {
        super(kind);
    }

    @Test
    void everyTaskEndsOnceWhileAllHappensAtOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Random random = new Random(round);
            Pool own = kind.builder(2).intakeLimit(20_000).start();
            List<Taken> taken = Collections.synchronizedList(new ArrayList<>());
            List<Thread> submitters = new ArrayList<>();
            for (int i = 0; i < SUBMITTERS; i++) {
                long seed = random.nextLong();
                Thread submitter = new Thread(() -> submitAndCancel(own, new Random(seed), taken));
                submitters.add(submitter);
                submitter.start();
            }
            Thread.sleep(random.nextInt(30));
            if (round % 2 == 0) {
                own.terminate();
            } else {
                own.shutdown();
            }
            for (Thread submitter : submitters) {
                submitter.join();
            }
            assertThat(own.join(Duration.ofSeconds(100))).isTrue();
            for (Taken each : taken) {
                assertThat(each.result()).isDone();
                int calls = each.calls().get();
                assertThat(calls).isBetween(each.result().isCancelled() ? 0 : 1, 1);
            }
        }
    }

    private void submitAndCancel(Pool own, Random random, List<Taken> taken) {
        try {
            for (int i = 0; i < TASKS; i++) {
                AtomicInteger calls = new AtomicInteger();
                AsyncResult<Integer> result = own.applyAsync(
                        Tasks::sleepMillis,
                        random.nextInt(20) == 0 ? 1 : 0,
                        Callbacks.of(value -> calls.incrementAndGet(), e -> calls.incrementAndGet()));
                taken.add(new Taken(result, calls));
                if (random.nextInt(4) == 0) {
                    // a worker JVM is not ended for each: that would be a test of its start
                    result.cancel(kind.isHere() && random.nextBoolean());
                }
            }
        } catch (RejectedExecutionException ended) {
            // as it should be
        }
    }

    private record Taken(AsyncResult<Integer> result, AtomicInteger calls) {}
}

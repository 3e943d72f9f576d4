package org.multijvm.demos;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Fifty tasks for a pool of threads, then one that fails, then a pool that is terminated in both ways. */
final class ThreadPoolDemo implements Demo {
    private static final int TASKS = 50;
    private static final int UNFINISHED = 10;

    @Override
    public int run(Options options) throws InterruptedException {
        int delayMillis = options.delayMillis(50);
        try (StatusThreadPool pool = new StatusThreadPool(5)) {
            for (int i = 0; i < TASKS; i++) {
                pool.run(n -> work(n, delayMillis), i, (status, result) -> System.out.println(status + " " + result));
            }
            pool.run(n -> 1 / n, 0, (status, error) -> System.out.println(status + " " + error));
        }
        terminate(true);
        terminate(false);
        return 0;
    }

    /** Ends a pool of one thread while its first task runs and the others wait. */
    private static void terminate(boolean clear) throws InterruptedException {
        AtomicInteger done = new AtomicInteger();
        AtomicInteger givenUp = new AtomicInteger();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        StatusThreadPool pool = new StatusThreadPool(1);
        for (int i = 0; i < UNFINISHED; i++) {
            pool.run(
                    n -> {
                        runs.countDown();
                        mayEnd.await();
                        return n;
                    },
                    i,
                    (status, result) -> (status ? done : givenUp).incrementAndGet());
        }
        runs.await();
        if (!clear) {
            mayEnd.countDown();
        }
        pool.terminate(clear);
        System.out.println("terminate, clear=" + clear + ": done=" + done + ", given up=" + givenUp);
    }

    private static int work(int n, int delayMillis) throws InterruptedException {
        Thread.sleep(delayMillis);
        return n;
    }
}

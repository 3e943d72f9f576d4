package org.multijvm.demos.pools;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;

/**
 * The articles' two pools of threads: the first hands out twenty threads for thirty tasks; the second calls back with a status and a result, for
 * fifty tasks and one that fails, and is terminated in both ways.
 */
public final class ThreadPoolDemo extends Demo {
    private static final int THREADS = 20;
    private static final int TASKS_OF_THREADS = 30;
    private static final int TASKS = 50;
    private static final int UNFINISHED = 10;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        int delayMillis = delay;
        handOutThreads(delayMillis);
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

    private static void handOutThreads(int delayMillis) throws InterruptedException {
        ThreadSupply supply = new ThreadSupply(THREADS);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < TASKS_OF_THREADS; i++) {
            int number = i;
            Thread thread = supply.take(() -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                System.out.println("task " + number + " has a thread");
                sleep(delayMillis);
                running.decrementAndGet();
            });
            thread.start();
            started.add(thread);
        }
        for (Thread thread : started) {
            thread.join();
        }
        System.out.println(started.size() + " tasks, at most " + most + " at once");
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

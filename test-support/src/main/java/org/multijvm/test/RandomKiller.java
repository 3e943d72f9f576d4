package org.multijvm.test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A thread that kills processes at random times with SIGKILL, until it is closed.
 *
 * <p>It sleeps for a random time, asks who may be killed, kills one of them, and so on. The seed repeats the times and choices, as far as
 * the machine does. Thread-safe.
 */
public final class RandomKiller implements AutoCloseable {
    private final Random random;
    private final long longestPauseNanos;
    private final Supplier<? extends List<Long>> victims;
    private final AtomicInteger kills = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "multijvm-test-random-killer");

    private RandomKiller(long seed, Duration longestPause, Supplier<? extends List<Long>> victims) {
        this.random = new Random(seed);
        this.longestPauseNanos = longestPause.toNanos();
        this.victims = victims;
    }

    /**
     * Starts one.
     *
     * @param seed what the pauses and the choice of victims follow from; put it into the failure's message
     * @param longestPause before each kill it waits between nothing and so long
     * @param victims the pids of those that may be killed now; asked in the killer's thread before each kill
     */
    public static RandomKiller start(long seed, Duration longestPause, Supplier<? extends List<Long>> victims) {
        RandomKiller killer = new RandomKiller(seed, longestPause, victims);
        killer.thread.setDaemon(true);
        killer.thread.start();
        return killer;
    }

    /** How many it has killed so far. */
    public int kills() {
        return kills.get();
    }

    /** Stops killing; once it returns nobody is killed any more. Goes on when interrupted, and keeps the interrupt. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                TimeUnit.NANOSECONDS.sleep((long) (random.nextDouble() * longestPauseNanos));
                List<Long> candidates = victims.get();
                if (!candidates.isEmpty()) {
                    Kill.kill(candidates.get(random.nextInt(candidates.size())));
                    kills.incrementAndGet();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }
}

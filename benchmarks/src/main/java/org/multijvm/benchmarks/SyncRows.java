package org.multijvm.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.ipc.sync.SharedBarrier;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** What locks of several JVMs cost; the counts are checked, so that no work can be left out. */
final class SyncRows implements AutoCloseable {
    private static final int PAIRS = 1_000_000;
    private static final int ADDITIONS = 1_000_000;
    private static final int MEETINGS = 200_000;
    private static final int DEATHS = 5;

    private @Nullable Pool pool;

    List<Row> rows(PythonPeer python) {
        return List.of(
                new Row(
                        "lock.uncontended",
                        "ns",
                        Ratio.DURATION,
                        SyncRows::uncontended,
                        python.figure("sync", "lock.uncontended")),
                new Row(
                        "lock.contended_2",
                        "ops/s",
                        Ratio.RATE,
                        this::contended,
                        python.figure("sync", "lock.contended_2")),
                new Row("barrier.2", "meetings/s", Ratio.RATE, this::meetings, python.figure("sync", "barrier.2")),
                new Row("lock.dead_owner", "ms", Ratio.LIMIT, SyncRows::deadOwner, () -> Double.NaN));
    }

    @Override
    public void close() {
        if (pool != null) {
            pool.close();
        }
    }

    /** Started with the first row that needs it. */
    private Pool pool() {
        Pool started = pool;
        if (started == null) {
            started = Pool.of(2);
            pool = started;
        }
        return started;
    }

    private static double uncontended() {
        try (SharedLock lock = SharedLock.create()) {
            int done = 0;
            long start = System.nanoTime();
            while (done < PAIRS) {
                lock.lock();
                try {
                    done++;
                } finally {
                    lock.unlock();
                }
            }
            return (System.nanoTime() - start) / (double) PAIRS;
        }
    }

    /** Two workers add one to a number under a lock; counted from the moment at which both are there. */
    private double contended() throws InterruptedException, ExecutionException {
        try (SharedLock lock = SharedLock.create();
                SharedIntValue there = SharedValue.ofInt(0);
                SharedIntValue sum = SharedValue.ofInt(0)) {
            List<AsyncResult<long[]>> results = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                results.add(pool().applyAsync(() -> add(lock, there, sum)));
            }
            long[] one = results.get(0).get();
            long[] two = results.get(1).get();
            if (sum.get() != 2 * ADDITIONS) {
                throw new IllegalStateException(
                        "additions were lost: sum=" + sum.get() + ", expected=" + 2 * ADDITIONS);
            }
            // the clock of System.nanoTime is the same for all processes of a Linux machine
            return 2 * ADDITIONS * 1e9 / (Math.max(one[1], two[1]) - Math.min(one[0], two[0]));
        }
    }

    private static long[] add(SharedLock lock, SharedIntValue there, SharedIntValue sum) {
        there.addAndGet(1);
        while (there.get() < 2) {
            Thread.onSpinWait();
        }
        long start = System.nanoTime();
        for (int i = 0; i < ADDITIONS; i++) {
            lock.lock();
            try {
                sum.set(sum.get() + 1);
            } finally {
                lock.unlock();
            }
        }
        return new long[] {start, System.nanoTime()};
    }

    /** Two workers meet at a barrier; counted from the moment at which both are there. */
    private double meetings() throws InterruptedException, ExecutionException {
        try (SharedBarrier barrier = SharedBarrier.create(2)) {
            AsyncResult<long[]> first = pool().applyAsync(() -> meet(barrier));
            long[] one = pool().applyAsync(() -> meet(barrier)).get();
            long[] two = first.get();
            if (one[2] + two[2] != MEETINGS) {
                throw new IllegalStateException("an index was given twice: one=" + one[2] + ", two=" + two[2]);
            }
            return MEETINGS * 1e9 / (Math.max(one[1], two[1]) - Math.min(one[0], two[0]));
        }
    }

    private static long[] meet(SharedBarrier barrier) throws InterruptedException, BrokenBarrierException {
        barrier.await();
        long start = System.nanoTime();
        long indexes = 0;
        for (int i = 0; i < MEETINGS; i++) {
            indexes += barrier.await();
        }
        long end = System.nanoTime();
        // so that a worker's end is none of the next barrier's business
        barrier.close();
        return new long[] {start, end, indexes};
    }

    /** From the kill -9 of a lock's holder until its waiter has it; the median of some. */
    private static double deadOwner() throws InterruptedException {
        double[] times = new double[DEATHS];
        for (int i = 0; i < DEATHS; i++) {
            times[i] = oneDeath();
        }
        return Rounds.median(times);
    }

    private static double oneDeath() throws InterruptedException {
        try (SharedLock lock = SharedLock.create();
                SharedIntValue held = SharedValue.ofInt(0);
                JvmProcess holder = JvmProcess.start(() -> hold(lock, held))) {
            while (held.get() == 0) {
                LockSupport.parkNanos(100_000);
            }
            long[] acquired = new long[1];
            Thread waiter = new Thread(
                    () -> {
                        lock.lock();
                        try {
                            acquired[0] = System.nanoTime();
                        } finally {
                            lock.unlock();
                        }
                    },
                    "waiter");
            waiter.start();
            // so that its sleep is as long as it gets, and the kill meets any point of it
            LockSupport.parkNanos(100_000_000 + ThreadLocalRandom.current().nextInt(10_000_000));
            long killed = System.nanoTime();
            ProcessHandle.of(holder.pid()).orElseThrow().destroyForcibly();
            waiter.join();
            holder.join();
            return (acquired[0] - killed) / 1e6;
        }
    }

    private static void hold(SharedLock lock, SharedIntValue held) throws InterruptedException {
        lock.lock();
        held.set(1);
        Thread.sleep(60_000);
    }
}

package org.multijvm.ipc.channel;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.ipc.sync.AdaptiveSpin;
import org.multijvm.launcher.JvmProcess;

/** The wait for one of several things: they have no common word to sleep on, so it spins for a moment and then polls. */
final class ReadyWait {
    private static final long SPIN_NANOS = 50_000;
    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 1_000_000;

    private ReadyWait() {}

    static <T> List<T> of(Collection<? extends T> objects, Duration limit) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long nanos = nanos(limit);
        AdaptiveSpin spin = new AdaptiveSpin(SPIN_NANOS);
        spin.begin();
        long pause = FIRST_POLL_NANOS;
        while (true) {
            List<T> ready = ready(objects);
            long left = nanos - (System.nanoTime() - start);
            if (!ready.isEmpty() || left <= 0) {
                return ready;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for connections: number=" + objects.size());
            }
            if (!spin.goOn()) {
                LockSupport.parkNanos(objects, Math.min(left, pause));
                pause = Math.min(2 * pause, LAST_POLL_NANOS);
            }
        }
    }

    /** A time too long for a long of nanoseconds is for ever; one below zero is over. */
    static long nanos(Duration limit) {
        try {
            return Math.max(0, limit.toNanos());
        } catch (ArithmeticException tooLong) {
            return limit.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }

    private static <T> List<T> ready(Collection<? extends T> objects) throws IOException {
        List<T> ready = new ArrayList<>();
        for (T object : objects) {
            if (isReady(object)) {
                ready.add(object);
            }
        }
        return ready;
    }

    private static boolean isReady(Object object) throws IOException {
        if (object instanceof PipeConnection connection) {
            return connection.isReady();
        }
        if (object instanceof JvmProcess process) {
            return !process.isAlive();
        }
        throw new IllegalArgumentException(
                "neither a connection nor a process: class=" + object.getClass().getName());
    }
}

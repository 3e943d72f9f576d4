package org.multijvm.demos.signals;

import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.pool.Pool;

/** A program of its own, whose pool is busy until it is ended from outside. */
public final class BusyPool {
    private static final int WORKERS = 2;

    private BusyPool() {}

    /**
     * Prints the pids of its workers once they are busy, and waits for their results for ever.
     *
     * @param arguments none
     */
    @SuppressWarnings("FutureReturnValueIgnored") // there is no result
    public static void main(String[] arguments) throws Exception {
        SharedCountDownLatch busy = SharedCountDownLatch.create(WORKERS);
        SharedLongArray pids = SharedArray.longs(WORKERS);
        try (Pool pool = Pool.of(WORKERS)) {
            pool.applyAsync(() -> work(busy, pids, 0));
            pool.applyAsync(() -> work(busy, pids, 1));
            busy.await();
            System.out.println(pids.getVolatile(0) + " " + pids.getVolatile(1));
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    private static void work(SharedCountDownLatch busy, SharedLongArray pids, int number) throws InterruptedException {
        pids.setVolatile(number, ProcessHandle.current().pid());
        busy.countDown();
        Thread.sleep(Long.MAX_VALUE);
    }
}

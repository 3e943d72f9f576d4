package org.multijvm.demos;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.ipc.sync.SharedSemaphore;
import org.multijvm.launcher.JvmProcess;

/** Twenty workers want to do something that only five may do at once: first threads, then processes, with the same semaphore. */
final class SemaphoreFive implements Demo {
    private static final int WORKERS = 20;
    private static final int AT_ONCE = 5;
    private static final int DELAY_MILLIS = 20;

    @Override
    public int run(Options options) throws InterruptedException {
        int workers = options.number("--workers", WORKERS);
        int delayMillis = options.delayMillis(DELAY_MILLIS);
        boolean both = options.flag("--threads") == options.flag("--processes");
        try (SharedSemaphore semaphore = SharedSemaphore.create(AT_ONCE)) {
            if (both || options.flag("--threads")) {
                threads(semaphore, workers, delayMillis);
            }
            if (both || options.flag("--processes")) {
                processes(semaphore, workers, delayMillis);
            }
        }
        return 0;
    }

    private static void threads(SharedSemaphore semaphore, int workers, int delayMillis) throws InterruptedException {
        try (SharedIntValue inside = SharedValue.ofInt(0);
                SharedIntValue most = SharedValue.ofInt(0)) {
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                String name = "thread " + i;
                Thread thread = new Thread(() -> work(name, semaphore, new Room(inside, most), delayMillis), name);
                thread.start();
                started.add(thread);
            }
            for (Thread thread : started) {
                thread.join();
            }
            System.out.println("threads: at most " + most.get() + " at once");
        }
    }

    private static void processes(SharedSemaphore semaphore, int workers, int delayMillis) throws InterruptedException {
        try (SharedIntValue inside = SharedValue.ofInt(0);
                SharedIntValue most = SharedValue.ofInt(0)) {
            List<JvmProcess> started = new ArrayList<>();
            for (int i = 0; i < workers; i++) {
                String name = "process " + i;
                started.add(JvmProcess.start(() -> work(name, semaphore, new Room(inside, most), delayMillis)));
            }
            for (JvmProcess child : started) {
                child.join();
            }
            System.out.println("processes: at most " + most.get() + " at once");
        }
    }

    private static void work(String name, SharedSemaphore semaphore, Room room, int delayMillis) {
        semaphore.acquireUninterruptibly();
        try {
            System.out.println(name + " is in, " + room.enter() + " inside");
            Thread.sleep(delayMillis);
            room.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            semaphore.release();
        }
    }

    /**
     * Counts those inside.
     *
     * @param inside how many there are
     * @param most how many there ever were
     */
    private record Room(SharedIntValue inside, SharedIntValue most) {
        int enter() {
            int now = inside.addAndGet(1);
            most.updateAndGet(before -> Math.max(before, now));
            return now;
        }

        void leave() {
            inside.addAndGet(-1);
        }
    }
}

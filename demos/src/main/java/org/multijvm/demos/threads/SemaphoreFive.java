package org.multijvm.demos.threads;

import java.time.Duration;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.Kinds;
import org.multijvm.demos.kit.UsageException;
import org.multijvm.demos.kit.Workers;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedSemaphore;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Twenty workers want to do something that only five may do at once: first threads, then processes, with the same kind of semaphore. Then
 * twenty who never give their permit back: only five ever get in.
 */
public final class SemaphoreFive extends Demo {
    private static final int AT_ONCE = 5;

    @Mixin
    private final Kinds kinds = new Kinds();

    @Option(names = "--workers", paramLabel = "N", description = "how many workers")
    private int workers = 20;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        if (workers < 1) {
            throw new UsageException("one worker at least is needed: workers=" + workers);
        }
        for (boolean processes : kinds.inProcesses()) {
            takeTurns(processes, workers, delay);
            keepThePermit(processes, workers, delay);
        }
        return 0;
    }

    private static void takeTurns(boolean processes, int workers, int delayMillis) throws InterruptedException {
        try (Room room = Room.open(workers)) {
            Workers crew = new Workers(processes);
            for (int i = 0; i < workers; i++) {
                String name = (processes ? "process " : "thread ") + i;
                crew.start(() -> work(name, room, delayMillis));
            }
            crew.join();
            System.out.println((processes ? "processes" : "threads") + ": at most "
                    + room.most().get() + " at once");
        }
    }

    /** The first five meet inside: so five are seen at once, however slowly the machine lets them in. */
    private static void work(String name, Room room, int delayMillis) throws InterruptedException {
        room.beginTogether();
        room.semaphore().acquire();
        try {
            System.out.println(name + " is in, " + room.enter() + " inside");
            room.full().await();
            Thread.sleep(delayMillis);
            room.leave();
        } finally {
            room.semaphore().release();
        }
    }

    private static void keepThePermit(boolean processes, int workers, int delayMillis) throws InterruptedException {
        try (Room room = Room.open(workers);
                SharedCountDownLatch tried = SharedCountDownLatch.create(workers)) {
            Workers crew = new Workers(processes);
            for (int i = 0; i < workers; i++) {
                crew.start(() -> tryToStay(room, tried, delayMillis));
            }
            crew.join();
            System.out.println((processes ? "processes" : "threads") + " without a release: only "
                    + room.inside().get() + " of " + workers + " ever got in");
        }
    }

    /** Whoever got in stays until all have tried: the permits of a process that has ended come back. */
    private static void tryToStay(Room room, SharedCountDownLatch tried, int delayMillis) throws InterruptedException {
        room.beginTogether();
        if (room.semaphore().tryAcquire(Duration.ofMillis(delayMillis))) {
            room.enter();
        }
        tried.countDown();
        tried.await();
    }

    /**
     * What the semaphore guards.
     *
     * @param semaphore has five permits
     * @param ready counts those who have not begun yet
     * @param full counts those who must still come in before anybody leaves
     * @param inside how many are in
     * @param most how many there ever were
     */
    private record Room(
            SharedSemaphore semaphore,
            SharedCountDownLatch ready,
            SharedCountDownLatch full,
            SharedIntValue inside,
            SharedIntValue most)
            implements AutoCloseable {
        static Room open(int workers) {
            return new Room(
                    SharedSemaphore.create(AT_ONCE),
                    SharedCountDownLatch.create(workers),
                    SharedCountDownLatch.create(Math.min(AT_ONCE, workers)),
                    SharedValue.ofInt(0),
                    SharedValue.ofInt(0));
        }

        /** Slow starts would hide that more than five come at once. */
        void beginTogether() throws InterruptedException {
            ready.countDown();
            ready.await();
        }

        int enter() {
            int now = inside.addAndGet(1);
            most.updateAndGet(before -> Math.max(before, now));
            full.countDown();
            return now;
        }

        void leave() {
            inside.addAndGet(-1);
        }

        @Override
        public void close() {
            semaphore.close();
            ready.close();
            full.close();
            inside.close();
            most.close();
        }
    }
}

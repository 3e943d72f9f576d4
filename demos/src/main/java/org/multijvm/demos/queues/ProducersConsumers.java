package org.multijvm.demos.queues;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.UsageException;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.SharedQueue;
import picocli.CommandLine.Option;

/** Twelve producers put into a queue of ten places for ever, ten consumers take and print, until the parent ends them all. */
public final class ProducersConsumers extends Demo {
    private static final int PLACES = 10;

    /** What the parent puts behind the last bun, once for each consumer. */
    private static final Bun NO_MORE = new Bun(-1, -1);

    @Option(names = "--producers", paramLabel = "N", description = "how many processes put")
    private int producers = 12;

    @Option(names = "--consumers", paramLabel = "N", description = "how many processes take")
    private int consumers = 10;

    @Option(names = "--messages", paramLabel = "N", description = "how many are taken before the parent ends all")
    private int messages = 120;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    /** What is produced: the number counts the producer's own. */
    private record Bun(int producer, int number) {}

    /**
     * What was taken, for each producer.
     *
     * @param counts how many
     * @param sums the sum of their numbers, which shows that none is missing and none came twice
     */
    private record Taken(SharedLongArray counts, SharedLongArray sums) {
        static Taken none(int producers) {
            return new Taken(SharedArray.longs(producers), SharedArray.longs(producers));
        }

        void add(Bun bun) {
            sums.getAndAdd(bun.producer(), bun.number());
            counts.getAndAdd(bun.producer(), 1);
        }

        long all() {
            return counts.stream().sum();
        }

        /** The producers of whom not exactly the first buns were taken, each once. */
        int wrong() {
            int wrong = 0;
            for (int producer = 0; producer < counts.length(); producer++) {
                long count = counts.getVolatile(producer);
                wrong += sums.getVolatile(producer) == count * (count - 1) / 2 ? 0 : 1;
            }
            return wrong;
        }
    }

    @Override
    public int run() throws InterruptedException {
        if (producers < 1 || consumers < 1) {
            throw new UsageException(
                    "there must be at least one of each: producers=" + producers + ", consumers=" + consumers);
        }
        int delayMillis = delay;
        Taken taken = Taken.none(producers);
        try (SharedQueue<Bun> queue = SharedQueue.create(PLACES);
                SharedCountDownLatch allTaken = SharedCountDownLatch.create(consumers)) {
            List<JvmProcess> putting = new ArrayList<>();
            List<JvmProcess> taking = new ArrayList<>();
            for (int i = 0; i < producers; i++) {
                int number = i;
                putting.add(JvmProcess.start(() -> produce(number, queue)));
            }
            for (int i = 0; i < consumers; i++) {
                int number = i;
                taking.add(JvmProcess.start(() -> consume(number, queue, taken, allTaken, delayMillis)));
            }
            while (taken.all() < messages) {
                Thread.sleep(1);
            }
            end(putting);
            for (int i = 0; i < consumers; i++) {
                queue.put(NO_MORE);
            }
            allTaken.await();
            end(taking);
            System.out.println("the parent has ended " + producers + " producers and " + consumers
                    + " consumers; taken: " + taken.all() + ", left: " + queue.size()
                    + ", producers with a bun lost or doubled: "
                    + taken.wrong());
        }
        return taken.wrong() == 0 ? 0 : 1;
    }

    private static void end(List<JvmProcess> processes) throws InterruptedException {
        for (JvmProcess process : processes) {
            process.terminate();
        }
        for (JvmProcess process : processes) {
            process.join();
        }
    }

    private static void produce(int producer, SharedQueue<Bun> queue) throws InterruptedException {
        for (int number = 0; ; number++) {
            queue.put(new Bun(producer, number));
        }
    }

    private static void consume(
            int consumer, SharedQueue<Bun> queue, Taken taken, SharedCountDownLatch allTaken, int delayMillis)
            throws InterruptedException {
        for (Bun bun = queue.take(); bun.number() >= 0; bun = queue.take()) {
            Thread.sleep(delayMillis);
            System.out.println(
                    "consumer " + consumer + " takes bun " + bun.number() + " of producer " + bun.producer());
            taken.add(bun);
        }
        allTaken.countDown();
        Thread.sleep(Long.MAX_VALUE);
    }
}

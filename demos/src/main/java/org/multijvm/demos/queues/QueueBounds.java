package org.multijvm.demos.queues;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.SharedQueue;
import picocli.CommandLine.Option;

/** A child puts ten numbers, which come out in order; then a queue of two places, full and empty. */
public final class QueueBounds extends Demo {
    private static final int NUMBERS = 10;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        inOrder();
        bounded(Duration.ofMillis(delay));
        return 0;
    }

    private static void inOrder() throws InterruptedException {
        try (SharedQueue<Integer> queue = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> putNumbers(queue));
            List<Integer> taken = new ArrayList<>();
            for (int i = 0; i < NUMBERS; i++) {
                taken.add(queue.take());
            }
            System.out.println("ten numbers: " + taken);
            child.join();
        }
    }

    private static void putNumbers(SharedQueue<Integer> queue) throws InterruptedException {
        for (int i = 0; i < NUMBERS; i++) {
            queue.put(i);
        }
    }

    private static void bounded(Duration limit) throws InterruptedException {
        try (SharedQueue<String> queue = SharedQueue.create(2)) {
            queue.put("a");
            queue.put("b");
            System.out.println("two puts: size " + queue.size() + ", room for " + queue.remainingCapacity());
            System.out.println("offer without waiting: " + queue.offer("c"));
            System.out.println("take: " + queue.take());
            System.out.println("take: " + queue.take());
            System.out.println("poll: " + queue.poll());
            queue.put("d");
            queue.put("e");
            System.out.println("offer with a time limit: " + queue.offer("f", limit));
        }
    }
}

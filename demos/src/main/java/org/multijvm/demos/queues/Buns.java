package org.multijvm.demos.queues;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.queue.QueueShutDownException;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.SharedJoinableQueue;
import picocli.CommandLine.Option;

/** Two producers put four buns each and join the queue; two consumers eat them. */
public final class Buns extends Demo {
    private static final int PRODUCERS = 2;
    private static final int CONSUMERS = 2;
    private static final int BUNS = 4;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 20;

    @Override
    public int run() throws InterruptedException {
        int delayMillis = delay;
        try (SharedJoinableQueue<String> buns = SharedJoinableQueue.create()) {
            List<JvmProcess> producers = new ArrayList<>();
            for (int i = 0; i < PRODUCERS; i++) {
                String name = "producer " + i;
                producers.add(JvmProcess.start(() -> bake(name, buns)));
            }
            List<JvmProcess> consumers = new ArrayList<>();
            for (int i = 0; i < CONSUMERS; i++) {
                String name = "consumer " + i;
                consumers.add(JvmProcess.start(() -> eat(name, buns, delayMillis)));
            }
            for (JvmProcess producer : producers) {
                producer.join();
            }
            buns.shutdown();
            for (JvmProcess consumer : consumers) {
                consumer.join();
            }
        }
        return 0;
    }

    private static void bake(String name, SharedJoinableQueue<String> buns) throws InterruptedException {
        for (int i = 0; i < BUNS; i++) {
            buns.put("bun " + i + " of " + name);
        }
        buns.join();
        System.out.println(name + ": all eaten");
    }

    private static void eat(String name, SharedJoinableQueue<String> buns, int delayMillis)
            throws InterruptedException {
        try {
            while (true) {
                String bun = buns.take();
                Thread.sleep(delayMillis);
                System.out.println(name + " eats " + bun);
                buns.taskDone();
            }
        } catch (QueueShutDownException end) {
            // there will be no more
        }
    }
}

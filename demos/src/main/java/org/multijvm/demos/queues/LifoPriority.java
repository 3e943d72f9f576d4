package org.multijvm.demos.queues;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.manager.Manager;

/** A queue from which the newest comes first, and one from which the least does, between processes. */
public final class LifoPriority extends Demo {
    private static final List<Integer> NUMBERS = List.of(3, 1, 2);

    @Override
    public int run() throws InterruptedException {
        try (Manager manager = Manager.start()) {
            BlockingQueue<Integer> newest = manager.lifoQueue();
            BlockingQueue<Integer> least = manager.priorityQueue();
            JvmProcess.start(() -> {
                        newest.addAll(NUMBERS);
                        least.addAll(NUMBERS);
                    })
                    .join();
            System.out.println("last in, first out: " + newest.take() + " " + newest.take() + " " + newest.take());
            System.out.println("lowest first: " + least.take() + " " + least.take() + " " + least.take());
        }
        return 0;
    }
}

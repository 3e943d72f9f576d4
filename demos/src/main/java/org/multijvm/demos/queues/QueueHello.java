package org.multijvm.demos.queues;

import java.util.Arrays;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.SharedQueue;

/** A child puts a list into a queue; the parent takes it. */
public final class QueueHello extends Demo {
    @Override
    public int run() throws InterruptedException {
        try (SharedQueue<List<Object>> queue = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> queue.put(Arrays.asList(42, null, "hello")));
            System.out.println(queue.take());
            child.join();
        }
        return 0;
    }
}

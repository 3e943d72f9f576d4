package org.multijvm.demos;

import java.util.Arrays;
import java.util.List;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.SharedQueue;

/** A child puts a list into a queue; the parent takes it. */
final class QueueHello implements Demo {
    @Override
    public int run(Options options) throws InterruptedException {
        try (SharedQueue<List<Object>> queue = SharedQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> queue.put(Arrays.asList(42, null, "hello")));
            System.out.println(queue.take());
            child.join();
        }
        return 0;
    }
}

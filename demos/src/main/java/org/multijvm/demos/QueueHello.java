package org.multijvm.demos;

import java.util.Arrays;
import java.util.List;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.launcher.JvmProcess;

/** A child puts a list into a queue; the parent takes it. */
final class QueueHello implements Demo {
    @Override
    public int run(Options options) throws InterruptedException {
        try (SimpleQueue<List<Object>> queue = SimpleQueue.create()) {
            JvmProcess child = JvmProcess.start(() -> queue.put(Arrays.asList(42, null, "hello")));
            System.out.println(queue.take());
            child.join();
        }
        return 0;
    }
}

package org.multijvm.demos.queues;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.queue.SharedQueue;

/** Ten producers put one message each, ten consumers take one each. */
public final class QueueTenByTen extends Demo {
    private static final int EACH = 10;

    @Override
    public int run() throws InterruptedException {
        try (SharedQueue<String> queue = SharedQueue.create()) {
            List<JvmProcess> children = new ArrayList<>();
            for (int i = 0; i < EACH; i++) {
                int number = i;
                children.add(JvmProcess.start(() -> queue.put("h1")));
                children.add(
                        JvmProcess.start(() -> System.out.println("consumer " + number + " takes " + queue.take())));
            }
            for (JvmProcess child : children) {
                child.join();
            }
        }
        return 0;
    }
}

package org.multijvm.demos.memory;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.sync.SharedLock;
import org.multijvm.launcher.JvmProcess;

/** Ten children print one line each while they hold a lock. */
public final class HelloLock extends Demo {
    private static final int CHILDREN = 10;

    @Override
    public int run() throws InterruptedException {
        try (SharedLock lock = SharedLock.create()) {
            List<JvmProcess> children = new ArrayList<>();
            for (int i = 0; i < CHILDREN; i++) {
                int number = i;
                children.add(JvmProcess.start(() -> hello(number, lock)));
            }
            for (JvmProcess child : children) {
                child.join();
            }
        }
        return 0;
    }

    private static void hello(int number, SharedLock lock) {
        lock.lock();
        try {
            System.out.println("hello world " + number);
        } finally {
            lock.unlock();
        }
    }
}

package org.multijvm.demos;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntArray;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.launcher.JvmProcess;

/**
 * Twenty children change a shared array and print it, four lines each behind the child's own number; a lock keeps the four lines together.
 */
final class ProcessLock implements Demo {
    private static final int CHILDREN = 20;
    private static final int DELAY_MILLIS = 5;

    @Override
    public int run(Options options) throws InterruptedException {
        run(options.number("--children", CHILDREN), !options.flag("--no-lock"), options.delayMillis(DELAY_MILLIS));
        return 0;
    }

    /** Runs so many children and waits for them. */
    static void run(int children, boolean withLock, int delayMillis) throws InterruptedException {
        try (SharedReentrantLock lock = SharedReentrantLock.create();
                SharedIntArray array = SharedArray.ofInts(11, 22, 33, 44)) {
            SharedReentrantLock shared = withLock ? lock : null;
            List<JvmProcess> started = new ArrayList<>();
            for (int i = 0; i < children; i++) {
                int number = i;
                started.add(JvmProcess.start(() -> child(number, shared, array, delayMillis)));
            }
            for (JvmProcess child : started) {
                child.join();
            }
        }
    }

    private static void child(int number, @Nullable SharedReentrantLock lock, SharedIntArray array, int delayMillis)
            throws InterruptedException {
        if (lock == null) {
            print(number, array, delayMillis);
            return;
        }
        lock.lock();
        try {
            print(number, array, delayMillis);
        } finally {
            lock.unlock();
        }
    }

    /** Slowly, so that another child could come between two lines. */
    private static void print(int number, SharedIntArray array, int delayMillis) throws InterruptedException {
        array.set(0, 100 + number);
        for (int i = 0; i < array.length(); i++) {
            System.out.println(number + " -----> " + array.get(i));
            Thread.sleep(delayMillis);
        }
    }
}

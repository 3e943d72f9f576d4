package org.multijvm.demos.memory;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedIntArray;
import org.multijvm.ipc.sync.SharedReentrantLock;
import org.multijvm.launcher.JvmProcess;
import picocli.CommandLine.Option;

/**
 * Twenty children change a shared array and print it, four lines each behind the child's own number; a lock keeps the four lines together.
 */
public final class ProcessLock extends Demo {
    @Option(
            names = "--lock",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "the lines of each child together, under one lock (default); with --no-lock the lines of the children mix")
    private boolean lock = true;

    @Option(names = "--children", paramLabel = "N", description = "how many child processes")
    private int children = 20;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 5;

    @Override
    public int run() throws InterruptedException {
        run(children, lock, delay);
        return 0;
    }

    /** Runs so many children and waits for them. */
    public static void run(int children, boolean withLock, int delayMillis) throws InterruptedException {
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

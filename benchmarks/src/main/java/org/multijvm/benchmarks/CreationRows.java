package org.multijvm.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.multijvm.ipc.channel.Pipe;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.ipc.queue.SimpleQueue;
import org.multijvm.ipc.sync.SharedLock;

/** Processor time of this JVM, all its threads, to make a thing, use it once and close it. */
final class CreationRows {
    private static final int TIMES = 20_000;

    /** The things that are made, used once and closed. */
    @FunctionalInterface
    private interface Making {
        void run() throws Exception;
    }

    private CreationRows() {}

    static List<Row> rows(PythonPeer python) {
        return List.of(
                row("create.lock", CreationRows::lock, python),
                row("create.array", CreationRows::array, python),
                row("create.pipe", CreationRows::pipe, python),
                row("create.queue", CreationRows::queue, python));
    }

    private static Row row(String name, Making making, PythonPeer python) {
        return new Row(name, "us", Ratio.DURATION, () -> processorMicros(making), python.figure("create", name));
    }

    private static double processorMicros(Making making) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long start = system.getProcessCpuTime();
        for (int i = 0; i < TIMES; i++) {
            making.run();
        }
        return (system.getProcessCpuTime() - start) / 1e3 / TIMES;
    }

    private static void lock() {
        try (SharedLock lock = SharedLock.create()) {
            lock.lock();
            try {
                // made, used once, closed
            } finally {
                lock.unlock();
            }
        }
    }

    private static void array() {
        try (SharedLongArray array = SharedArray.longs(1000)) {
            array.set(1, 2);
        }
    }

    private static void pipe() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            pipe.first().send(1);
            pipe.second().recv();
        }
    }

    private static void queue() throws InterruptedException {
        try (SimpleQueue<Integer> queue = SimpleQueue.create()) {
            queue.put(1);
            queue.take();
        }
    }
}

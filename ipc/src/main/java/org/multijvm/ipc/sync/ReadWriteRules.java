package org.multijvm.ipc.sync;

import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.ProcessKey;

/**
 * A read-write lock's words and what they mean, and which of this JVM's threads hold it.
 *
 * <pre>
 *   counter 0: how many threads read        counter 1: 1 while one writes        counter 2: 1 if a writer died writing
 *   a process's value:   63        33   32    31           0
 *                       +------------+-------+--------------+
 *                       | zeros      | write | reads        |
 *                       +------------+-------+--------------+
 * </pre>
 *
 * <p>A thread counts once, however often it reads or writes: the rest is counted in its own JVM.
 */
final class ReadWriteRules implements MonitorRules {
    static final int READ = 0;
    static final int WRITE = 1;

    static final int READERS_AT = MonitorLayout.counter(0);
    static final int WRITERS_AT = MonitorLayout.counter(1);
    static final int ABANDONED_AT = MonitorLayout.counter(2);

    private static final long WRITES = 1L << 32;
    private static final long READS = WRITES - 1;

    /**
     * This JVM's thread that writes, and how often it has asked to. Written by that thread only, while it writes; another thread may
     * read an old value, but never its own self.
     */
    @Nullable
    Thread writer;

    int writes;

    /** How often each thread reads; kept at 0, so that reading again allocates nothing. */
    private final ThreadLocal<int[]> reads = new ThreadLocal<>();

    /** How often the current thread reads, in the only element. */
    int[] readsOfThread() {
        int[] found = reads.get();
        if (found == null) {
            found = new int[1];
            reads.set(found);
        }
        return found;
    }

    @Override
    public boolean take(RobustMonitor monitor, int process, int mode, int argument) {
        if (monitor.get(WRITERS_AT) != 0) {
            return false;
        }
        if (mode == READ) {
            putRead(monitor, process, 1);
            return true;
        }
        if (monitor.get(READERS_AT) != 0) {
            return false;
        }
        monitor.put(WRITERS_AT, 1);
        putValue(monitor, process, WRITES);
        return true;
    }

    @Override
    public boolean isSound(RobustMonitor monitor) {
        long readers = 0;
        long writers = 0;
        for (int process = 0; process < MonitorLayout.PROCESSES; process++) {
            if (monitor.get(MonitorLayout.key(process)) != 0) {
                long value = monitor.get(MonitorLayout.value(process));
                readers += value & READS;
                writers += value / WRITES;
            }
        }
        return readers == monitor.get(READERS_AT) && writers == monitor.get(WRITERS_AT) && writers >= 0 && writers <= 1;
    }

    @Override
    public void died(RobustMonitor monitor, int process) {
        long value = monitor.get(MonitorLayout.value(process));
        monitor.put(READERS_AT, monitor.get(READERS_AT) - (value & READS));
        if ((value & WRITES) != 0) {
            monitor.put(WRITERS_AT, 0);
            monitor.put(ABANDONED_AT, 1);
        }
    }

    /** Puts one reader more or less. */
    static void putRead(RobustMonitor monitor, int process, int change) {
        monitor.put(READERS_AT, monitor.get(READERS_AT) + change);
        putValue(monitor, process, change);
    }

    /** Puts the end of the writing; the writer has had the chance to repair what a dead one left. */
    static void putWritten(RobustMonitor monitor, int process) {
        monitor.put(WRITERS_AT, 0);
        monitor.put(ABANDONED_AT, 0);
        putValue(monitor, process, -WRITES);
    }

    /** Which processes read and write, for debugging: the shared memory knows the processes, and this JVM its own writing thread. */
    String text(RobustMonitor monitor) {
        StringBuilder readers = new StringBuilder();
        String writer = "";
        for (int process = 0; process < MonitorLayout.PROCESSES; process++) {
            long key = monitor.get(MonitorLayout.key(process));
            long value = monitor.get(MonitorLayout.value(process));
            if (key != 0 && (value & READS) != 0) {
                readers.append(", read by pid=")
                        .append(ProcessKey.pid(key))
                        .append(" x ")
                        .append(value & READS);
            }
            if (key != 0 && (value & WRITES) != 0) {
                writer = ", written by pid=" + ProcessKey.pid(key) + (key == ProcessKey.SELF ? threadText() : "");
            }
        }
        return "readers=" + monitor.get(READERS_AT) + ", writing=" + (monitor.get(WRITERS_AT) != 0) + writer + readers;
    }

    private String threadText() {
        Thread known = writer;
        return known == null ? "" : ", thread=" + known.getId() + " \"" + known.getName() + "\"";
    }

    private static void putValue(RobustMonitor monitor, int process, long change) {
        int at = MonitorLayout.value(process);
        monitor.put(at, monitor.get(at) + change);
    }
}

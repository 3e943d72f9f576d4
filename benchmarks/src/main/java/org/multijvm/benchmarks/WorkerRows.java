package org.multijvm.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** What workers cost while they do nothing, and what two of them bring; read from Linux's {@code /proc}. */
final class WorkerRows implements AutoCloseable {
    private static final int SMALL_TASKS = 1_000;
    private static final int HEAVY_TASKS = 8;
    private static final long TURNS = 150_000_000L;
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** After the last task, until threads that load things in the background have done so. */
    private static final long SETTLE_MILLIS = 2_000;

    private @Nullable Pool two;
    private @Nullable Pool one;

    List<Row> rows() {
        return List.of(
                new Row("pool.rss", "MiB", Ratio.TIMES_PEER, WorkerRows::residentOfWorker, WorkerRows::residentOfHello),
                new Row("pool.idle_cpu", "% of a core", Ratio.LIMIT, () -> idleCpu(IDLE), () -> Double.NaN),
                new Row("pool.cpu_speedup_2", "s", Ratio.DURATION, () -> heavy(two()), () -> heavy(one())));
    }

    @Override
    public void close() {
        for (Pool pool : new Pool[] {two, one}) {
            if (pool != null) {
                pool.close();
            }
        }
    }

    private Pool two() {
        Pool started = two;
        if (started == null) {
            started = Pool.of(2);
            two = started;
        }
        return started;
    }

    private Pool one() {
        Pool started = one;
        if (started == null) {
            started = Pool.of(1);
            one = started;
        }
        return started;
    }

    /** The mean of two idle workers of a new pool that have done a thousand small tasks together. */
    static double residentOfWorker() throws Exception {
        try (Pool pool = Pool.of(2)) {
            Set<Long> pids = pidsOf(pool);
            for (int i = 0; i < SMALL_TASKS; i++) {
                if (pool.apply(PoolRows::plusOne, i) != i + 1) {
                    throw new IllegalStateException("wrong result: task=" + i);
                }
            }
            Thread.sleep(SETTLE_MILLIS);
            double sum = 0;
            for (long pid : pids) {
                sum += resident(pid);
            }
            return sum / pids.size();
        }
    }

    static double residentOfHello() throws Exception {
        Process hello = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        ProcessRows.classesFolder(),
                        AsleepHello.class.getName())
                .start();
        try {
            if (hello.getInputStream().read() != 'h') {
                throw new IllegalStateException("java AsleepHello did not say hello");
            }
            Thread.sleep(SETTLE_MILLIS);
            return resident(hello.pid());
        } finally {
            hello.getOutputStream().close();
            hello.waitFor();
        }
    }

    /** What the pool's threads in this JVM and two idle workers take, of one core, in percent. */
    static double idleCpu(Duration time) throws Exception {
        try (Pool pool = Pool.builder().name("idle").workers(2).start()) {
            Set<Long> pids = pidsOf(pool);
            Thread.sleep(SETTLE_MILLIS);
            long start = System.nanoTime();
            Map<String, Long> before = cpuNanos(pids);
            Thread.sleep(time.toMillis());
            long used = 0;
            for (Map.Entry<String, Long> thread : cpuNanos(pids).entrySet()) {
                used += thread.getValue() - before.getOrDefault(thread.getKey(), 0L);
            }
            return 100.0 * used / (System.nanoTime() - start);
        }
    }

    private static double heavy(Pool pool) throws Exception {
        pidsOf(pool);
        List<AsyncResult<Long>> results = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < HEAVY_TASKS; i++) {
            results.add(pool.applyAsync(WorkerRows::spin, TURNS + i));
        }
        for (int i = 0; i < HEAVY_TASKS; i++) {
            if (results.get(i).get() != spinResult(TURNS + i)) {
                throw new IllegalStateException("wrong result: task=" + i);
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /** Work that no compiler can shorten; it ends with what {@link #spinResult} tells. */
    static long spin(long turns) {
        long state = 88_172_645_463_325_252L;
        for (long i = 0; i < turns; i++) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
        }
        return state == 0 ? -1 : turns;
    }

    private static long spinResult(long turns) {
        return turns;
    }

    /** The workers' process numbers, once all are up. */
    private static Set<Long> pidsOf(Pool pool) throws Exception {
        Set<Long> pids = new TreeSet<>();
        while (pids.size() < pool.workers()) {
            List<AsyncResult<Long>> asked = new ArrayList<>();
            for (int i = 0; i < pool.workers(); i++) {
                asked.add(pool.applyAsync(WorkerRows::slowPid));
            }
            for (AsyncResult<Long> one : asked) {
                pids.add(one.get());
            }
        }
        return pids;
    }

    private static long slowPid() throws InterruptedException {
        Thread.sleep(20);
        return ProcessHandle.current().pid();
    }

    /** In MiB. */
    private static double resident(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
            }
        }
        throw new IOException("no resident memory told: pid=" + pid);
    }

    /** By thread, so that one that ends meanwhile takes only its last moments with it. */
    private static Map<String, Long> cpuNanos(Set<Long> pids) throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        for (long pid : pids) {
            addThreadsOf(pid, nanos);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("multijvm-")) {
                nanos.put(
                        "parent " + thread.getThreadId(), Math.max(0, threads.getThreadCpuTime(thread.getThreadId())));
            }
        }
        return nanos;
    }

    /** The first number of proc(5)'s schedstat is a thread's time on a core in ns. */
    private static void addThreadsOf(long pid, Map<String, Long> nanos) throws IOException {
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks) {
                String times = read(task.resolve("schedstat"));
                if (!times.isEmpty()) {
                    nanos.put(task.toString(), Long.parseLong(times.substring(0, times.indexOf(' '))));
                }
            }
        }
    }

    /** Empty if the thread has ended. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }
}

package org.multijvm.demos.tour;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.memory.ProcessLock;
import org.multijvm.demos.work.ProgressLine;
import org.multijvm.demos.work.TextFiles;
import org.multijvm.demos.work.WordCount;
import org.multijvm.demos.work.WordCounter;
import org.multijvm.ipc.memory.SharedArray;
import org.multijvm.ipc.memory.SharedLongArray;
import org.multijvm.launcher.JvmProcess;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;

/** What the library does, in some seconds. */
public final class Tour extends Demo {
    private static final int MOST_WORKERS = 4;
    private static final int LOCK_CHILDREN = 5;
    private static final int VICTIM = 2;

    private final long start = System.nanoTime();

    @Override
    public int run() throws IOException, InterruptedException, ExecutionException {
        int workers = Math.max(2, Math.min(MOST_WORKERS, Runtime.getRuntime().availableProcessors()));
        step("Pool: " + workers + " worker JVMs start in the background; this JVM has pid "
                + JvmProcess.currentProcess().pid() + ".");
        try (Pool pool = Pool.builder().name("tour").workers(workers).start()) {
            tasksWithCallbacks(pool);
            words(pool);
            lock();
            crash(pool);
        }
        long left = ProcessHandle.current().children().count();
        step("The pool is closed: child processes left: " + left + ".");
        return left == 0 ? 0 : 1;
    }

    private void tasksWithCallbacks(Pool pool) throws InterruptedException, ExecutionException {
        step("applyAsync: functions run in the workers, a callback in this JVM gets each result.");
        List<AsyncResult<String>> results = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            results.add(
                    pool.applyAsync(Tour::addHundred, i, result -> System.out.println("   -->exec done: " + result)));
        }
        for (AsyncResult<String> result : results) {
            result.get();
        }
    }

    private void words(Pool pool) throws IOException, InterruptedException, ExecutionException {
        List<String> files = TextFiles.in(WordCount.folder(null));
        step("Shared memory: workers count the words of " + files.size()
                + " files into one array, this JVM reads along (demos/run word-count).");
        long[] counts = WordCounter.countWith(pool, files, new ProgressLine("   files counted", files.size()));
        System.out.println("   " + WordCount.text(counts));
        System.out.println("   words of 1 to " + WordCount.SHOWN + " letters: " + WordCount.lengths(counts));
    }

    private void lock() throws InterruptedException {
        step("Lock: " + LOCK_CHILDREN + " processes print four lines each, which stay together"
                + " (demos/run process-lock has twenty; with --no-lock they mix).");
        ProcessLock.run(LOCK_CHILDREN, true, 1);
    }

    private void crash(Pool pool) throws InterruptedException {
        step("Crash: a worker is killed in the middle of task " + VICTIM + " of 4; no other task notices.");
        try (SharedLongArray victimPid = SharedArray.longs(1)) {
            List<AsyncResult<String>> results = new ArrayList<>();
            for (int i = 1; i <= 4; i++) {
                results.add(
                        i == VICTIM
                                ? pool.applyAsync(() -> waitForDeath(victimPid))
                                : pool.applyAsync(Tour::addHundred, i));
            }
            AsyncResult<String> victim = results.get(VICTIM - 1);
            while (victimPid.getVolatile(0) == 0 && !victim.isDone()) {
                Thread.sleep(1);
            }
            ProcessHandle.of(victimPid.getVolatile(0)).ifPresent(ProcessHandle::destroyForcibly);
            for (int i = 1; i <= 4; i++) {
                System.out.println("   task " + i + ": " + outcome(results.get(i - 1)));
            }
        }
        System.out.println("   the next task runs as ever: " + pool.apply(Tour::addHundred, 5));
    }

    private static String outcome(AsyncResult<String> result) throws InterruptedException {
        try {
            return result.get();
        } catch (ExecutionException e) {
            Throwable thrown = e.getCause() == null ? e : e.getCause();
            return thrown.toString().lines().findFirst().orElse("");
        }
    }

    /** Takes long enough that more than one worker gets some. */
    private static String addHundred(int number) throws InterruptedException {
        Thread.sleep(30);
        return number + 100 + " (pid " + JvmProcess.currentProcess().pid() + ")";
    }

    private static String waitForDeath(SharedLongArray pid) throws InterruptedException {
        pid.setVolatile(0, JvmProcess.currentProcess().pid());
        Thread.sleep(60_000);
        return "survived, which it should not";
    }

    private void step(String text) {
        System.out.printf("[%.1f s] %s%n", (System.nanoTime() - start) / 1e9, text);
    }
}

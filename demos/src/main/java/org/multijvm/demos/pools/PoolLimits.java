package org.multijvm.demos.pools;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.Output;
import org.multijvm.pool.AsyncResult;
import org.multijvm.pool.Pool;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.WorkerCrashedException;
import picocli.CommandLine.Option;

/** Tasks that hang, block, die or eat all memory, in a pool that stays whole: limits, cancelling and retries. */
public final class PoolLimits extends Demo {
    private static final Duration LONG = Duration.ofMinutes(10);

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 200;

    @Override
    public int run() throws InterruptedException, ExecutionException {
        Duration limit = Duration.ofMillis(delay);
        // what a dying worker writes is in the exception too
        JvmOptions jvm = JvmOptions.builder()
                .maxHeap("64m")
                .standardError(Output.DISCARD)
                .build();
        try (Pool pool = Pool.builder().workers(1).jvm(jvm).start()) {
            limitTime(pool, limit);
            letCleanUp(pool, limit);
            cancel(pool);
            limitWaiting(pool, limit);
            tryAgain(pool);
            capMemory(pool);
            System.out.println("the pool is whole: " + pool.apply(() -> 42));
        }
        return 0;
    }

    private static void limitTime(Pool pool, Duration limit) throws InterruptedException {
        long worker = pool.apply(PoolLimits::pid);
        try {
            pool.with(TaskOptions.builder().timeLimit(limit).grace(limit).build())
                    .apply(PoolLimits::spinForEver);
        } catch (TaskTimeoutException e) {
            System.out.println("time limit: over its limit of " + e.limit().toMillis() + " ms, it was in " + methodOf(e)
                    + ", worker replaced=" + (pool.apply(PoolLimits::pid) != worker));
        }
    }

    private static void letCleanUp(Pool pool, Duration limit) throws InterruptedException {
        long worker = pool.apply(PoolLimits::pid);
        try {
            pool.with(TaskOptions.builder().timeLimit(limit).grace(LONG).build())
                    .apply(PoolLimits::sleepForEver);
        } catch (TaskTimeoutException e) {
            System.out.println("clean up: the task ended with " + e.getCause() + ", worker replaced="
                    + (pool.apply(PoolLimits::pid) != worker));
        }
    }

    private static void cancel(Pool pool) throws InterruptedException, ExecutionException {
        SharedIntValue running = SharedValue.ofInt(0);
        AsyncResult<Long> spinning = pool.applyAsync(() -> {
            running.set(1);
            return spinForEver();
        });
        while (running.get() == 0) {
            Thread.sleep(1);
        }
        spinning.cancel(true);
        try {
            spinning.get();
        } catch (CancellationException e) {
            System.out.println("cancel: a running task is stopped, the next gives " + pool.apply(() -> 42));
        }
    }

    private static void limitWaiting(Pool pool, Duration limit) throws InterruptedException {
        AsyncResult<Long> busy =
                pool.with(TaskOptions.builder().grace(LONG).build()).applyAsync(PoolLimits::sleepForEver);
        try {
            pool.with(TaskOptions.builder().waitLimit(limit).build()).apply(PoolLimits::pid);
        } catch (TaskTimeoutException e) {
            System.out.println(
                    "wait limit: no worker was free within " + e.limit().toMillis() + " ms, kind=" + e.kind());
        }
        busy.cancel(true);
    }

    private static void tryAgain(Pool pool) throws InterruptedException {
        Pool stubborn = pool.with(TaskOptions.builder().retries(2).build());
        SharedIntValue tries = SharedValue.ofInt(0);
        System.out.println("retries: " + stubborn.apply(() -> dieBelow(3, tries)));
        try {
            stubborn.apply(() -> dieBelow(100, tries));
        } catch (WorkerCrashedException e) {
            System.out.println("retries: given up, tries=" + e.tries() + ", the last ended with " + e.exit());
        }
    }

    private static void capMemory(Pool pool) throws InterruptedException {
        try {
            pool.apply(PoolLimits::eatMemory);
        } catch (WorkerCrashedException e) {
            System.out.println("memory cap: the worker ended, and it says why="
                    + String.valueOf(e.getMessage()).contains("over its memory cap"));
        }
    }

    private static String methodOf(TaskTimeoutException e) {
        for (StackTraceElement frame : e.stack()) {
            if (frame.getClassName().equals(PoolLimits.class.getName())) {
                return frame.getMethodName();
            }
        }
        return "a place that its worker could not tell";
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }

    private static long spinForEver() {
        long turns = 0;
        while (turns >= 0) {
            turns = (turns + 1) & Long.MAX_VALUE;
        }
        return turns;
    }

    private static long sleepForEver() throws InterruptedException {
        Thread.sleep(LONG.toMillis());
        return 0;
    }

    private static String dieBelow(int enough, SharedIntValue tries) {
        int number = tries.getAndAdd(1) + 1;
        if (number < enough) {
            Runtime.getRuntime().halt(7);
        }
        return "done on try " + number;
    }

    private static int eatMemory() {
        List<long[]> hoard = new ArrayList<>();
        while (hoard.size() < Integer.MAX_VALUE) {
            hoard.add(new long[1 << 18]);
        }
        return hoard.size();
    }
}

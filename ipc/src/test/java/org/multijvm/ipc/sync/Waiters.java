package org.multijvm.ipc.sync;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Threads that wait for something, each for one call. */
final class Waiters<T> {
    private final List<FutureTask<T>> tasks = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** One thread for each of some calls. */
    static <T> Waiters<T> start(int count, Callable<T> call) {
        Waiters<T> waiters = new Waiters<>();
        for (int i = 0; i < count; i++) {
            waiters.add(call);
        }
        return waiters;
    }

    void add(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "waiter-" + tasks.size());
        thread.setDaemon(true);
        tasks.add(task);
        threads.add(thread);
        thread.start();
    }

    Thread thread(int waiter) {
        return threads.get(waiter);
    }

    boolean isDone(int waiter) {
        return tasks.get(waiter).isDone();
    }

    int done() {
        return (int) tasks.stream().filter(FutureTask::isDone).count();
    }

    void awaitDone(int count) {
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> done() >= count);
    }

    /** What the call gave, or throws what it threw. */
    T get(int waiter) throws Exception {
        try {
            return tasks.get(waiter).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        } catch (TimeoutException e) {
            AssertionError stuck = new AssertionError("the waiter does not come back: waiter=" + waiter);
            stuck.setStackTrace(threads.get(waiter).getStackTrace());
            throw stuck;
        }
    }

    List<T> all() throws Exception {
        List<T> all = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            all.add(get(i));
        }
        return all;
    }
}

package org.multijvm.demos.threads;

import java.util.concurrent.locks.Lock;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.Kinds;
import org.multijvm.demos.kit.UsageException;
import org.multijvm.demos.kit.Workers;
import org.multijvm.ipc.memory.SharedIntValue;
import org.multijvm.ipc.memory.SharedValue;
import org.multijvm.ipc.sync.SharedCondition;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Consumers wait until the producer notifies them all; then ten wait, and signal(n) frees n: with threads, then with processes. */
public final class ConditionDemo extends Demo {
    private static final int CONSUMERS = 3;

    @Mixin
    private final Kinds kinds = new Kinds();

    @Option(names = "--waiters", paramLabel = "N", description = "how many wait")
    private int waiters = 10;

    @Option(names = "--notify", paramLabel = "N", description = "how many of them are notified")
    private int notified = 4;

    @Override
    public int run() throws InterruptedException {
        if (notified > waiters) {
            throw new UsageException("no more can be notified than wait: notify=" + notified + ", waiters=" + waiters);
        }
        for (boolean processes : kinds.inProcesses()) {
            produce(processes);
            notifySome(processes, waiters, notified);
        }
        return 0;
    }

    private static void produce(boolean processes) throws InterruptedException {
        String kind = processes ? "process" : "thread";
        try (SharedCondition condition = SharedCondition.create();
                SharedIntValue goods = SharedValue.ofInt(0)) {
            Workers workers = new Workers(processes);
            for (int i = 0; i < CONSUMERS; i++) {
                String name = "consumer " + kind + " " + i;
                workers.start(() -> consume(name, condition, goods));
            }
            awaitWaiting(condition, CONSUMERS);
            Lock lock = condition.lock();
            lock.lock();
            try {
                goods.set(1);
                System.out.println("the producer notifies all of " + condition.waiting() + " " + kind + " consumers");
                condition.signalAll();
            } finally {
                lock.unlock();
            }
            workers.join();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the loop is in awaitFor
    private static void consume(String name, SharedCondition condition, SharedIntValue goods)
            throws InterruptedException {
        condition.lock().lock();
        try {
            condition.awaitFor(() -> goods.get() == 1);
            System.out.println(name + " has the goods");
        } finally {
            condition.lock().unlock();
        }
    }

    private static void notifySome(boolean processes, int waiters, int notified) throws InterruptedException {
        String kind = processes ? "processes" : "threads";
        try (SharedCondition condition = SharedCondition.create();
                SharedIntValue freed = SharedValue.ofInt(0)) {
            Workers workers = new Workers(processes);
            for (int i = 0; i < waiters; i++) {
                workers.start(() -> waitOnce(condition, freed));
            }
            awaitWaiting(condition, waiters);
            int told = notifyUpTo(condition, notified);
            while (freed.get() < told) {
                Thread.sleep(1);
            }
            System.out.println(kind + ": signal(" + notified + ") freed " + freed.get() + ", " + condition.waiting()
                    + " still wait");
            notifyUpTo(condition, waiters);
            workers.join();
        }
    }

    private static int notifyUpTo(SharedCondition condition, int count) {
        condition.lock().lock();
        try {
            return condition.signal(count);
        } finally {
            condition.lock().unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // one notify frees one: that is what is shown
    private static void waitOnce(SharedCondition condition, SharedIntValue freed) throws InterruptedException {
        condition.lock().lock();
        try {
            condition.await();
            freed.addAndGet(1);
        } finally {
            condition.lock().unlock();
        }
    }

    private static void awaitWaiting(SharedCondition condition, int count) throws InterruptedException {
        while (condition.waiting() < count) {
            Thread.sleep(1);
        }
    }
}

package org.multijvm.demos.threads;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.Kinds;
import org.multijvm.demos.kit.Workers;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedEvent;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Two ask again and again whether a database is up, until a checker says so; then two give up after three tries. */
public final class EventMysql extends Demo {
    private static final int CLIENTS = 2;
    private static final int TRIES = 3;

    @Mixin
    private final Kinds kinds = new Kinds();

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        int delayMillis = delay;
        for (boolean processes : kinds.inProcesses()) {
            connect(processes, true, delayMillis);
            connect(processes, false, delayMillis);
        }
        return 0;
    }

    private static void connect(boolean processes, boolean comesUp, int delayMillis) throws InterruptedException {
        try (SharedEvent up = SharedEvent.create();
                SharedCountDownLatch asking = SharedCountDownLatch.create(CLIENTS)) {
            Workers workers = new Workers(processes);
            for (int i = 0; i < CLIENTS; i++) {
                String name = (processes ? "process " : "thread ") + i;
                workers.start(
                        comesUp
                                ? () -> waitUntilUp(name, up, asking, delayMillis)
                                : () -> giveUp(name, up, delayMillis));
            }
            if (comesUp) {
                asking.await();
                Thread.sleep(2L * delayMillis);
                System.out.println("the checker: the database is up");
                up.set();
            }
            workers.join();
        }
    }

    private static void waitUntilUp(String name, SharedEvent up, SharedCountDownLatch asking, int delayMillis)
            throws InterruptedException {
        asking.countDown();
        while (!up.await(Duration.ofMillis(delayMillis))) {
            System.out.println(name + ": not yet");
        }
        System.out.println(name + ": connected");
    }

    private static void giveUp(String name, SharedEvent up, int delayMillis) throws InterruptedException {
        try {
            connect(name, up, delayMillis);
        } catch (TimeoutException e) {
            System.out.println(name + ": " + e.getMessage());
        }
    }

    private static void connect(String name, SharedEvent up, int delayMillis)
            throws InterruptedException, TimeoutException {
        for (int tried = 1; tried <= TRIES; tried++) {
            System.out.println(name + ": try " + tried + " of " + TRIES);
            if (up.await(Duration.ofMillis(delayMillis))) {
                return;
            }
        }
        throw new TimeoutException("the database did not come up: tries=" + TRIES);
    }
}

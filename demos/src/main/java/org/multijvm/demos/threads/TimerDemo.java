package org.multijvm.demos.threads;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;

/** A function that runs once, some time later; and one that is cancelled before its time. Python's {@code Timer} is a thread each, the JDK's is one for all. */
public final class TimerDemo extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        Future<?> first =
                timer.schedule(() -> System.out.println("hello, " + delay + " ms later"), delay, TimeUnit.MILLISECONDS);
        System.out.println("the timer runs");
        Future<?> second = timer.schedule(
                () -> System.out.println("hello from the second, which nobody should see"), 1, TimeUnit.HOURS);
        System.out.println("the second one is cancelled: " + second.cancel(false));
        timer.shutdown();
        // what is due later still runs, what was cancelled does not
        System.out.println("all has run: " + timer.awaitTermination(1, TimeUnit.MINUTES) + ", the first is done: "
                + first.isDone());
        return 0;
    }
}

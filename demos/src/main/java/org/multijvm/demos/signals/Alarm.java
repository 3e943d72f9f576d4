package org.multijvm.demos.signals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.demos.kit.Demo;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.launcher.JvmProcess;
import picocli.CommandLine.Option;

/**
 * An alarm: the process sends SIGALRM to itself some time later. Without a handler that ends the program; with one it goes on; an alarm can be
 * cancelled; and {@code pause} waits until any signal comes. Each runs in a process of its own.
 */
public final class Alarm extends Demo {
    /** Those that end a process if nothing is done about them, and that a JVM lets a program handle. */
    private static final List<String> SIGNALS = List.of("ALRM", "TERM", "HUP", "USR2");

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // an alarm that is not cancelled tells by itself that it came
    public int run() throws IOException, InterruptedException {
        int delayMillis = delay;
        run("without a handler", () -> {
            alarm(delayMillis);
            Thread.sleep(Long.MAX_VALUE);
        });
        run("with a handler", () -> {
            CountDownLatch rung = new CountDownLatch(1);
            Signals.handle("ALRM", () -> {
                System.out.println("the alarm rings");
                rung.countDown();
            });
            alarm(delayMillis);
            rung.await();
            System.out.println("the program goes on");
        });
        run(
                "cancelled",
                () -> System.out.println(
                        "the alarm is cancelled: " + alarm(3_600_000).cancel(false)));
        pause();
        return 0;
    }

    private static void run(String how, SerializableRunnable program) throws InterruptedException {
        JvmProcess child = JvmProcess.start(program);
        child.join();
        System.out.println(how + ": " + child.exit().orElseThrow());
    }

    /** Sends this process SIGALRM some time later, by the JDK's timer. */
    private static Future<?> alarm(int delayMillis) {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "alarm");
            thread.setDaemon(true);
            return thread;
        });
        return timer.schedule(
                () -> {
                    Signals.send("ALRM", ProcessHandle.current().pid());
                    return true;
                },
                delayMillis,
                TimeUnit.MILLISECONDS);
    }

    private static void pause() throws IOException, InterruptedException {
        try (SharedEvent pausing = SharedEvent.create()) {
            JvmProcess child = JvmProcess.start(() -> pauseUntilAny(pausing));
            pausing.await();
            Signals.send("USR2", child.pid());
            child.join();
            System.out.println("pause: " + child.exit().orElseThrow());
        }
    }

    private static void pauseUntilAny(SharedEvent pausing) throws InterruptedException {
        CountDownLatch came = new CountDownLatch(1);
        for (String name : SIGNALS) {
            Signals.handle(name, () -> {
                System.out.println("SIG" + name + " ends the pause");
                came.countDown();
            });
        }
        pausing.set();
        came.await();
    }
}

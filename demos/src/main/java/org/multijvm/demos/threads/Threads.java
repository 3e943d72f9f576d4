package org.multijvm.demos.threads;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.multijvm.demos.kit.Demo;
import picocli.CommandLine.Option;

/** Ten threads; what a thread can be asked; a join that gives up; a class of one's own; a daemon that nobody waits for. */
public final class Threads extends Demo {
    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        startTen();
        ask(delay);
        Thread own = new Greeter("Alex");
        own.start();
        own.join();
        startDaemon();
        return 0;
    }

    private static void startTen() throws InterruptedException {
        List<Thread> started = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            Thread thread = new Thread(() -> System.out.println("say hi " + number), "thread-" + i);
            thread.start();
            started.add(thread);
        }
        for (Thread thread : started) {
            thread.join();
        }
    }

    private static void ask(int delayMillis) throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread thread = new Thread(() -> awaitQuietly(mayEnd), "asked");
        System.out.println("before its start: name=" + thread.getName() + ", alive=" + thread.isAlive());
        thread.start();
        thread.join(delayMillis);
        System.out.println("join gave up after " + delayMillis + " ms: alive=" + thread.isAlive() + ", daemon="
                + thread.isDaemon() + ", has an ident=" + (thread.getId() > 0) + ", among all threads="
                + Thread.getAllStackTraces().containsKey(thread));
        mayEnd.countDown();
        thread.join();
        System.out.println("after its end: alive=" + thread.isAlive());
    }

    /** Should never be seen to end: the JVM does not wait for it. */
    private static void startDaemon() {
        Thread daemon = new Thread(() -> {
            awaitQuietly(new CountDownLatch(1));
            System.out.println("the daemon woke up, which nobody should ever see");
        });
        daemon.setDaemon(true);
        daemon.start();
        System.out.println("the program ends, while a daemon thread waits: daemon=" + daemon.isDaemon());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread with a run method of its own. */
    private static final class Greeter extends Thread {
        private final String who;

        Greeter(String who) {
            this.who = who;
        }

        @Override
        public void run() {
            System.out.println(who + " says hello from a class of its own");
        }
    }
}

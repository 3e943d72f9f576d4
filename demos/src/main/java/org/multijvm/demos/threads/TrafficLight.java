package org.multijvm.demos.threads;

import org.multijvm.demos.kit.Demo;
import org.multijvm.demos.kit.Kinds;
import org.multijvm.demos.kit.Workers;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedEvent;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * One traffic light, which is green, yellow, red and green again, and three cars that stop unless it is green: first the cars are threads, then
 * processes, and the light is the same kind of event.
 */
public final class TrafficLight extends Demo {
    private static final int CROSSINGS = 2;

    @Mixin
    private final Kinds kinds = new Kinds();

    @Option(names = "--cars", paramLabel = "N", description = "how many cars")
    private int cars = 3;

    @Option(names = "--delay", paramLabel = MILLIS, description = DELAY)
    private int delay = 50;

    @Override
    public int run() throws InterruptedException {
        for (boolean processes : kinds.inProcesses()) {
            cross(processes, cars, delay);
        }
        return 0;
    }

    private static void cross(boolean processes, int cars, int delayMillis) throws InterruptedException {
        try (SharedEvent green = SharedEvent.create();
                SharedCountDownLatch home = SharedCountDownLatch.create(cars)) {
            Workers started = new Workers(processes);
            for (int i = 0; i < cars; i++) {
                String name = (processes ? "process " : "thread ") + i;
                started.start(() -> drive(name, green, home, delayMillis));
            }
            change(green, home, delayMillis);
            started.join();
        }
    }

    /** Green, then yellow, red and green again until all cars are home. */
    private static void change(SharedEvent green, SharedCountDownLatch home, int delayMillis)
            throws InterruptedException {
        turnGreen(green, delayMillis);
        do {
            green.clear();
            System.out.println("the light is yellow");
            Thread.sleep(delayMillis / 2);
            System.out.println("the light is red");
            Thread.sleep(2L * delayMillis);
            turnGreen(green, delayMillis);
        } while (home.count() > 0);
    }

    private static void turnGreen(SharedEvent green, int delayMillis) throws InterruptedException {
        System.out.println("the light is green");
        green.set();
        Thread.sleep(delayMillis);
    }

    private static void drive(String name, SharedEvent green, SharedCountDownLatch home, int delayMillis)
            throws InterruptedException {
        for (int i = 0; i < CROSSINGS; i++) {
            if (!green.isSet()) {
                System.out.println(name + " waits for the green light");
            }
            green.await();
            System.out.println(name + " crosses");
            Thread.sleep(delayMillis);
        }
        home.countDown();
    }
}

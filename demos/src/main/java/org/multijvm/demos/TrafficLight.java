package org.multijvm.demos;

import java.util.ArrayList;
import java.util.List;
import org.multijvm.ipc.sync.SharedCountDownLatch;
import org.multijvm.ipc.sync.SharedEvent;
import org.multijvm.launcher.JvmProcess;

/**
 * One traffic light, which is green, yellow, red and green again, and three cars that stop unless it is green: first the cars are threads, then
 * processes, and the light is the same kind of event.
 */
final class TrafficLight implements Demo {
    private static final int CARS = 3;
    private static final int CROSSINGS = 2;
    private static final int DELAY_MILLIS = 50;

    @Override
    public int run(Options options) throws InterruptedException {
        int cars = options.number("--cars", CARS);
        int delayMillis = options.delayMillis(DELAY_MILLIS);
        boolean both = options.flag("--threads") == options.flag("--processes");
        if (both || options.flag("--threads")) {
            threads(cars, delayMillis);
        }
        if (both || options.flag("--processes")) {
            processes(cars, delayMillis);
        }
        return 0;
    }

    private static void threads(int cars, int delayMillis) throws InterruptedException {
        try (SharedEvent green = SharedEvent.create();
                SharedCountDownLatch home = SharedCountDownLatch.create(cars)) {
            List<Thread> started = new ArrayList<>();
            for (int i = 0; i < cars; i++) {
                String name = "thread " + i;
                Thread car = new Thread(() -> drive(name, green, home, delayMillis), name);
                car.start();
                started.add(car);
            }
            change(green, home, delayMillis);
            for (Thread car : started) {
                car.join();
            }
        }
    }

    private static void processes(int cars, int delayMillis) throws InterruptedException {
        try (SharedEvent green = SharedEvent.create();
                SharedCountDownLatch home = SharedCountDownLatch.create(cars)) {
            List<JvmProcess> started = new ArrayList<>();
            for (int i = 0; i < cars; i++) {
                String name = "process " + i;
                started.add(JvmProcess.start(() -> drive(name, green, home, delayMillis)));
            }
            change(green, home, delayMillis);
            for (JvmProcess car : started) {
                car.join();
            }
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

    private static void drive(String name, SharedEvent green, SharedCountDownLatch home, int delayMillis) {
        try {
            for (int i = 0; i < CROSSINGS; i++) {
                if (!green.isSet()) {
                    System.out.println(name + " waits for the green light");
                }
                green.await();
                System.out.println(name + " crosses");
                Thread.sleep(delayMillis);
            }
            home.countDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package org.multijvm.benchmarks;

import java.io.IOException;

/** The yardstick of memory: the smallest program there is, as it waits. It ends with its standard input. */
final class AsleepHello {
    private AsleepHello() {}

    public static void main(String[] arguments) throws IOException {
        System.out.println("hello");
        while (System.in.read() >= 0) {
            System.out.println("still here");
        }
    }
}

package org.multijvm.benchmarks;

/** The yardstick of process starts: the smallest program there is. */
final class Hello {
    private Hello() {}

    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}

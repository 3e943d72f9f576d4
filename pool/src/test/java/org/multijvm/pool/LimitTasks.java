package org.multijvm.pool;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/** What the tests of limits let workers do. */
final class LimitTasks {
    private LimitTasks() {}

    /** Ends at once when it is interrupted. */
    static long sleepLong(String announced) throws Exception {
        Tasks.announce(announced);
        Thread.sleep(600_000);
        return Tasks.pid();
    }

    /** Takes minutes, in a loop that the compiler would leave nothing in at which a thread can be stopped. */
    static int count(int rounds) {
        int x = 0;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < Integer.MAX_VALUE; i++) {
                x = x * 31 + i;
            }
        }
        return x;
    }

    /** The exit value of a program that reads the standard input to its end. */
    static int readStandardInput() throws Exception {
        return new ProcessBuilder("cat")
                .redirectInput(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Blocks in a way that no interrupt ends, as native code does. */
    static long parkForEver(String announced) {
        Tasks.announce(announced);
        while (true) {
            LockSupport.park();
        }
    }

    /** Cleans up for some time when it is interrupted, and tells by a file that it has. */
    static long cleanUp(String announced, int millis, String cleaned) throws Exception {
        Tasks.announce(announced);
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            Thread.sleep(millis);
            Tasks.announce(cleaned);
            throw e;
        }
        return Tasks.pid();
    }

    /** Tells by a file that it was interrupted, and does not end. */
    static long tellInterruptAndHang(String announced, String interrupted) throws Exception {
        Tasks.announce(announced);
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            Tasks.announce(interrupted);
            Thread.sleep(600_000);
        }
        return Tasks.pid();
    }

    /** Returns as if nothing had been when it is interrupted. */
    static String returnWhenInterrupted(String announced) {
        Tasks.announce(announced);
        try {
            Thread.sleep(600_000);
        } catch (InterruptedException e) {
            return "a result that nobody should see";
        }
        return "overslept";
    }

    /** Counts a try by a byte in a file, and dies on the first so many. */
    static int dieOnTheFirst(int times, String tries) throws Exception {
        Files.write(Path.of(tries), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        int size = (int) Files.size(Path.of(tries));
        if (size <= times) {
            Runtime.getRuntime().halt(40 + size);
        }
        return size;
    }

    /** Counts its tries as {@link #dieOnTheFirst} does: throws on the first, sleeps long on the second, dies on the third. */
    static int failInEachWay(String tries) throws Exception {
        Files.write(Path.of(tries), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        int size = (int) Files.size(Path.of(tries));
        switch (size) {
            case 1 -> throw new NoSuchFileException("on the first");
            case 2 -> Thread.sleep(2_000);
            case 3 -> Runtime.getRuntime().halt(43);
            default -> {}
        }
        return size;
    }

    /** Counts its tries, and always fails. */
    static int failOtherwise(String tries) throws Exception {
        Files.write(Path.of(tries), new byte[1], StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        throw new IllegalStateException("no luck");
    }

    /** As {@link #dieOnTheFirst}, with an argument that does not fit in a ring. */
    static long dieOnTheFirstWithBytes(byte[] bytes, String tries) throws Exception {
        dieOnTheFirst(1, tries);
        return Tasks.checksum(bytes);
    }

    static int hangOn(int bad, int x, String announced) throws Exception {
        if (x == bad) {
            sleepLong(announced);
        }
        return x;
    }

    /** Works for some microseconds; gives -1 if it was interrupted, which only a task may be that somebody stops. */
    static int shortWork(int x, int micros) {
        deafWork(x, micros);
        return Thread.currentThread().isInterrupted() ? -1 : x;
    }

    /** Works for some microseconds, whatever happens. */
    static int deafWork(int x, int micros) {
        long end = System.nanoTime() + micros * 1000L;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return x;
    }

    static boolean isInterrupted(int ignored) {
        return Thread.currentThread().isInterrupted();
    }
}

package org.multijvm.pool;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the tests let workers do. */
final class Tasks {
    private static int calls;

    private Tasks() {}

    static int plusOne(int x) {
        return x + 1;
    }

    static List<Integer> asList(int x) {
        return new ArrayList<>(List.of(x));
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static long slowPid(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return pid();
    }

    /** Who runs this, after a while. */
    static String slowWorker(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return pid() + "-" + Thread.currentThread().getName();
    }

    static int failOn(int bad, int x) {
        if (x == bad) {
            throw new IllegalStateException("bad item " + x);
        }
        return x;
    }

    static int checked(String message) throws Exception {
        throw new java.io.FileNotFoundException(message);
    }

    static int throwNamed(String exception) throws Exception {
        throw (RuntimeException)
                Class.forName(exception).getConstructor(String.class).newInstance("far away");
    }

    static int unsendable(String message) {
        throw new Unsendable(message);
    }

    static Object unsendableResult(int x) {
        return new Thread("result-" + x);
    }

    static int exit(int code) {
        System.exit(code);
        return code;
    }

    static int halt(int code) {
        Runtime.getRuntime().halt(code);
        return code;
    }

    @SuppressWarnings("InfiniteRecursion") // that it overflows is the point
    static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }

    static int exhaustMemory(int ignored) {
        List<long[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new long[1 << 20]);
        }
    }

    /** Tells by a file that it runs, then does not end by itself. */
    static long announceAndHang(String file) throws Exception {
        announce(file);
        while (true) {
            Thread.sleep(1000);
        }
    }

    /** Tells by a file that it runs, then spins without a call in which it could notice anything. */
    static long announceAndSpin(String file) throws Exception {
        announce(file);
        long sum = 0;
        for (long i = 0; ; i++) {
            sum += i ^ sum;
            if (sum == Long.MIN_VALUE + 42 && i < 0) {
                return sum;
            }
        }
    }

    /** Waits until a file is there; for the empty name not at all. */
    static String waitForFile(String file) throws InterruptedException {
        while (!file.isEmpty() && !Files.exists(Path.of(file))) {
            Thread.sleep(2);
        }
        return file;
    }

    /** Not by a channel, which an interrupt would close: a task is to meet its interrupt only where it waits. */
    static void announce(String file) {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(Long.toString(pid()).getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String createFile(String file) throws Exception {
        Files.createFile(Path.of(file));
        return file;
    }

    static int hangOn(int bad, int x, String file) throws Exception {
        if (x == bad) {
            announceAndHang(file);
        }
        return x;
    }

    static int sleepMillis(int millis) throws InterruptedException {
        Thread.sleep(millis);
        return millis;
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i += 4096) {
            bytes[i] = (byte) (i >> 12);
        }
        return bytes;
    }

    static long checksum(byte[] bytes) {
        long sum = bytes.length;
        for (int i = 0; i < bytes.length; i += 4096) {
            sum = sum * 31 + bytes[i];
        }
        return sum;
    }

    static int countCalls() {
        return ++calls;
    }

    /** Which call it is of all that this JVM has had; with something that makes it large. */
    static int turn(byte[] ballast) {
        return countCalls() + (ballast.length >> 30);
    }

    static int nested(int x) throws Exception {
        try (Pool pool = Pool.of(1)) {
            return pool.apply(Tasks::plusOne, x) * 10;
        }
    }

    /** An exception with a field that no serialization knows. */
    static final class Unsendable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unsendable(String message) {
            super(message);
        }

        private void writeObject(ObjectOutputStream out) throws NotSerializableException {
            throw new NotSerializableException("socket of " + getMessage() + " to " + out);
        }
    }

    /** Has a field that cannot travel. */
    static final class Order implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // that it is not serializable is the point
        final Thread owner = new Thread("owner");
    }

    /** Can be written, but not read. */
    static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("not to be read: " + in.available());
        }
    }

    /** Can be written, but not read. */
    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("not to be read: " + in.available());
        }
    }
}

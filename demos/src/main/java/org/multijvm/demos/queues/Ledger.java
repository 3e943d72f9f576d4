package org.multijvm.demos.queues;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What became of each message, in a file that all processes map: so it knows what the dead did. Message {@code i} has one int, changed by
 * atomic steps; the first int of the file is the next message.
 *
 * <pre>
 *  31          8 7        3   2      1      0
 * | deliveries  | unused | fault | done | put |
 * </pre>
 */
final class Ledger {
    private static final int MOST = 16_000_000;
    private static final int PUT = 1;
    private static final int DONE = 2;
    private static final int FAULT = 4;
    private static final int DELIVERY = 256;
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;

    /**
     * The sums over all messages.
     *
     * @param begun that a producer began to put
     * @param put whose put returned to a producer that was alive
     * @param untouched put, and never delivered so far
     * @param delivered delivered at least once
     * @param again delivered more than once
     * @param done done by a consumer that heard of it
     * @param faults done twice, delivered after they were done, or delivered again without the mark
     */
    record Sums(int begun, int put, int untouched, int delivered, int again, int done, int faults) {}

    private Ledger(ByteBuffer memory) {
        this.memory = memory;
    }

    static Ledger open(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return new Ledger(channel.map(FileChannel.MapMode.READ_WRITE, 0, (MOST + 1L) * Integer.BYTES));
        }
    }

    boolean isFull() {
        return begun() == MOST;
    }

    private int begun() {
        return Math.min(MOST, (int) INTS.getVolatile(memory, 0));
    }

    /** The next message; -1 if the ledger is full. */
    int begin() {
        return isFull() ? -1 : (int) INTS.getAndAdd(memory, 0, 1);
    }

    void put(int message) {
        set(message, PUT);
    }

    /** Before its work is done. */
    void delivered(int message, boolean marked) {
        int before = (int) INTS.getAndAdd(memory, at(message), DELIVERY);
        if ((before & DONE) != 0 || (before >= DELIVERY && !marked)) {
            set(message, FAULT);
        }
    }

    void done(int message) {
        if ((set(message, DONE) & DONE) != 0) {
            set(message, FAULT);
        }
    }

    private int set(int message, int bit) {
        return (int) INTS.getAndBitwiseOr(memory, at(message), bit);
    }

    private static int at(int message) {
        return (message + 1) * Integer.BYTES;
    }

    Sums sums() {
        int begun = begun();
        int[] sums = new int[6];
        for (int i = 0; i < begun; i++) {
            int word = (int) INTS.getVolatile(memory, at(i));
            sums[0] += word & PUT;
            sums[1] += (word & PUT) != 0 && word < DELIVERY ? 1 : 0;
            sums[2] += word >= DELIVERY ? 1 : 0;
            sums[3] += word >= 2 * DELIVERY ? 1 : 0;
            sums[4] += (word & DONE) != 0 ? 1 : 0;
            sums[5] += (word & FAULT) != 0 ? 1 : 0;
        }
        return new Sums(begun, sums[0], sums[1], sums[2], sums[3], sums[4], sums[5]);
    }
}

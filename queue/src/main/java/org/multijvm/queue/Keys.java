package org.multijvm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.MappedFile;

/**
 * Which keys were put lately: a hash table in a file, by the first 128 bits of each key's SHA-256. Used under the putting lock.
 *
 * <pre>
 *   a slot:  0, 8 hash (longs)   16 until (long): milliseconds since 1970, 0 if it was never used   24 lane, from bit 56; number of the message (long)
 * </pre>
 *
 * <p>A key counts once its message is in the queue, which is later than when it is written here: a producer that dies between the two leaves a key that does not count,
 * and whose slot {@link #repair} empties. The table is replaced by a new one when half of it is used.
 */
final class Keys {
    private static final int SLOT = 32;
    private static final int LEAST_PLACES = 1024;
    /** The table's word: its number, and the logarithm of its places in the lowest bits. */
    private static final int SIZE_BITS = 6;

    private static final long SIZE_MASK = (1L << SIZE_BITS) - 1;
    private static final int LANE_SHIFT = 56;
    private static final long NUMBER_MASK = (1L << LANE_SHIFT) - 1;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Control control;
    private final Path folder;
    private final LongUnaryOperator tails;
    private @Nullable MappedFile file;
    private long mapped;

    Keys(Control control, Path folder, LongUnaryOperator tails) {
        this.control = control;
        this.folder = folder;
        this.tails = tails;
    }

    /**
     * Notes a key for the next message of a lane.
     *
     * @return false if a message with that key was put and it is not forgotten yet
     * @throws IOException if there is no space; nothing has changed
     */
    boolean add(String key, int lane, long now, long until) throws IOException {
        if (2 * (control.get(ControlLayout.KEYS_AT) + 1) > places()) {
            replace(now);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha256(key));
        long high = hash.getLong();
        long low = hash.getLong();
        ByteBuffer table = table();
        int mask = (int) places() - 1;
        int free = -1;
        int at = (int) high & mask;
        for (int tries = 0; tries <= mask; tries++) {
            long end = get(table, at, 16);
            if (end == 0) {
                break;
            }
            boolean counts = end > now && isPut(get(table, at, 24));
            if (counts && get(table, at, 0) == high && get(table, at, 8) == low) {
                return false;
            }
            free = free < 0 && !counts ? at : free;
            at = at + 1 & mask;
        }
        if (free < 0) {
            free = at;
            control.add(ControlLayout.KEYS_AT, 1);
        }
        fill(table, free, high, low, until, (long) lane << LANE_SHIFT | tails.applyAsLong(lane));
        return true;
    }

    /** The table's number. */
    private long number() {
        return control.get(ControlLayout.KEY_TABLE_AT) >>> SIZE_BITS;
    }

    /** How many places it has: a power of two, or 0 if there is no table. */
    private long places() {
        long size = control.get(ControlLayout.KEY_TABLE_AT) & SIZE_MASK;
        return size == 0 ? 0 : 1L << size;
    }

    private boolean isPut(long message) {
        return (message & NUMBER_MASK) < tails.applyAsLong(message >>> LANE_SHIFT);
    }

    private static void fill(ByteBuffer table, int at, long high, long low, long until, long message) {
        set(table, at, 0, high);
        set(table, at, 8, low);
        set(table, at, 24, message);
        set(table, at, 16, until);
    }

    /** A key whose message never came is forgotten. */
    void repair() {
        long places = places();
        for (int at = 0; at < places; at++) {
            ByteBuffer table = table();
            if (get(table, at, 16) != 0 && !isPut(get(table, at, 24))) {
                // used still, so that what lies behind it is found; over since long
                set(table, at, 16, 1);
            }
        }
    }

    void forgetAll() {
        control.set(ControlLayout.KEY_TABLE_AT, number() << SIZE_BITS);
        control.set(ControlLayout.KEYS_AT, 0);
    }

    private void replace(long now) throws IOException {
        long places = places();
        int counted = 0;
        for (int at = 0; at < places; at++) {
            counted += get(table(), at, 16) > now ? 1 : 0;
        }
        int wanted = Math.max(LEAST_PLACES, Integer.highestOneBit(8 * (counted + 1)));
        long number = number() + 1;
        Files.deleteIfExists(path(number));
        MappedFile made = MappedFile.create(path(number), (long) wanted * SLOT);
        for (int at = 0; at < places; at++) {
            ByteBuffer old = table();
            if (get(old, at, 16) > now && isPut(get(old, at, 24))) {
                int to = (int) get(old, at, 0) & wanted - 1;
                while (get(made.buffer(), to, 16) != 0) {
                    to = to + 1 & wanted - 1;
                }
                fill(made.buffer(), to, get(old, at, 0), get(old, at, 8), get(old, at, 16), get(old, at, 24));
            }
        }
        // from this word on the new table is the one that counts; too large a number of keys until the next word makes
        // the next one only sooner
        control.set(ControlLayout.KEY_TABLE_AT, number << SIZE_BITS | Long.numberOfTrailingZeros(wanted));
        control.set(ControlLayout.KEYS_AT, counted);
        Files.deleteIfExists(path(number - 1));
        close();
        file = made;
        mapped = number;
    }

    private ByteBuffer table() {
        long number = number();
        MappedFile current = file;
        if (current == null || mapped != number) {
            close();
            try {
                current = MappedFile.open(path(number));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot map the keys of a queue: file=" + path(number), e);
            }
            file = current;
            mapped = number;
        }
        return current.buffer();
    }

    private Path path(long number) {
        return folder.resolve("keys-" + number);
    }

    /** By the first process that opens a queue. */
    void recover(boolean trusted) throws IOException {
        long places = places();
        Path path = path(number());
        if (places != 0
                && (!trusted
                        || Long.bitCount(places) != 1
                        || !Files.exists(path)
                        || Files.size(path) != places * SLOT)) {
            forgetAll();
        }
        repair();
    }

    void close() {
        MappedFile current = file;
        file = null;
        if (current != null) {
            current.release();
        }
    }

    private static long get(ByteBuffer table, int slot, int field) {
        return (long) LONGS.getVolatile(table, slot * SLOT + field);
    }

    private static void set(ByteBuffer table, int slot, int field, long value) {
        LONGS.setVolatile(table, slot * SLOT + field, value);
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-256", e);
        }
    }
}

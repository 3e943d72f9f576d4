package org.multijvm.ipc.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The bytes of a message ring: messages of many processes to many processes, in native byte order.
 *
 * <pre>
 *     0  magic (int)      4  version (int)     8  capacity of the data (int), a power of two
 *   128  lock of the writing side (long), see RobustLock of ipc.sync
 *   256  tail (long)
 *   384  lock of the reading side (long)
 *   512  head (long)
 *   640  sleep word of those who wait for data (int): 1 if somebody may sleep
 *   768  sleep word of those who wait for room (int)
 *  1024  data
 *
 *   tail, head:   63          32 31           0
 *                 | messages    | position    |      both modulo 2^32; a position's place is its low bits
 *
 *   a frame, at a multiple of 8:
 *     0  payload's length, without the fill up to the next multiple of 8 (int)
 *     4  kind, and the user's type from bit 8 on (int)
 *     8  payload; of a FIRST its first 8 bytes are the length of the whole message
 * </pre>
 *
 * <p>A message is one WHOLE, or a FIRST, MOREs and a LAST that hold as many bytes as the FIRST says. PADDING fills the rest of the ring
 * in front of its end. The tail counts a message with its WHOLE or LAST, the head as soon as that is passed, taken or not: so the
 * difference is the number of whole messages, whoever died in the middle of one.
 *
 * <p><b>Order.</b> Only the owner of the writing lock stores the tail, only the owner of the reading lock the head; the locks are full
 * fences. A frame is written with plain stores and becomes visible by the release store of the tail; it is read after an
 * acquire load of the tail. Space becomes free by the release store of the head after the last load of the frame, and is
 * written to after an acquire load of the head. So at every instant {@code head <= tail <= head + capacity}, modulo 2^32, which
 * tells full from empty because the capacity is at most 2^30. Number of messages and position share a word, so that no death can
 * part them.
 *
 * <p><b>Death</b> of a writer, which owns the writing lock:
 * <ul>
 * <li>before the store of a tail: the frame does not exist, the next writer writes over it;
 * <li>after the store of a WHOLE's or a last MORE's tail: the message was sent. A sleeping reader that was not woken looks for itself;
 * <li>between the frames of one message: a reader that has begun it waits until the lock is free or its owner is seen to be dead and
 *     then drops what it has; one that finds a FIRST or WHOLE where a MORE should be drops it as well.
 * </ul>
 *
 * <p>Death of a reader, which owns the reading lock:
 * <ul>
 * <li>before the store of the head: the next reader gets the message;
 * <li>after it: the message is lost with its reader;
 * <li>between the frames of one message: that message is lost; the next reader finds MOREs without a FIRST and skips them.
 * </ul>
 *
 * <p><b>Damage</b>, by a wild store of native code or a bad disk: what comes out of the memory is looked at before it is relied on, see {@link
 * ManyToManyRingMemory#next}. A process that finds damage puts DAMAGED in the magic's place and wakes all, so that all waiting ends with the same
 * error. A word that only seems right leads to a message that its reader cannot decode, or to one more or less.
 */
final class ManyToManyRingLayout {
    static final int MAGIC = 0x4d4a4d52;
    static final int VERSION = 2;

    /** Stands in the magic's place when something was found that no writer puts there. */
    static final int DAMAGED = 0x4d4a4421;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 4;
    static final int CAPACITY_AT = 8;
    static final int WRITE_LOCK_AT = 128;
    static final int TAIL_AT = 256;
    static final int READ_LOCK_AT = 384;
    static final int HEAD_AT = 512;
    static final int DATA_WORD_AT = 640;
    static final int ROOM_WORD_AT = 768;
    static final int DATA_AT = 1024;

    static final int FRAME_HEADER = 8;
    static final int TOTAL_LENGTH = 8;
    static final int KIND_IN_FRAME = 4;

    static final byte WHOLE = 1;
    static final byte FIRST = 2;
    static final byte MORE = 3;
    static final byte PADDING = 4;
    static final byte LAST = 5;

    static final int SMALLEST_CAPACITY = 1024;
    static final int LARGEST_CAPACITY = 1 << 30;

    static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long LOW = 0xffff_ffffL;

    private ManyToManyRingLayout() {}

    /** What a frame with so long a payload takes. */
    static int frameBytes(int payload) {
        return FRAME_HEADER + payload + 7 & -8;
    }

    static int kindAndType(byte kind, byte type) {
        return kind | (type & 0xff) << 8;
    }

    static byte kind(int word) {
        return (byte) word;
    }

    static byte type(int word) {
        return (byte) (word >> 8);
    }

    static int messages(long word) {
        return (int) (word >>> 32);
    }

    /** How many messages end with a frame of this kind. */
    static int messagesOf(byte kind) {
        return kind == WHOLE || kind == LAST ? 1 : 0;
    }

    /** The word after so many messages and bytes more. */
    static long advanced(long word, int messages, int position) {
        return (long) (messages(word) + messages) << 32 | position & LOW;
    }

    static void checkCapacity(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity < SMALLEST_CAPACITY || capacity > LARGEST_CAPACITY) {
            throw new IllegalArgumentException("the capacity must be a power of two: capacity=" + capacity
                    + ", smallest=" + SMALLEST_CAPACITY + ", largest=" + LARGEST_CAPACITY);
        }
    }

    /** The capacity of the ring at {@code base}, after a look whether there is one. */
    static int checkedCapacity(ByteBuffer memory, int base) {
        int magic = memory.getInt(base + MAGIC_AT);
        int version = memory.getInt(base + VERSION_AT);
        int capacity = memory.getInt(base + CAPACITY_AT);
        boolean fits = Integer.bitCount(capacity) == 1 && (long) base + DATA_AT + capacity <= memory.capacity();
        if (magic != MAGIC || version != VERSION || !fits) {
            throw new IllegalArgumentException("no message ring of this version: magic=" + Integer.toHexString(magic)
                    + ", version=" + version + ", capacity=" + capacity + ", expected version=" + VERSION);
        }
        return capacity;
    }
}

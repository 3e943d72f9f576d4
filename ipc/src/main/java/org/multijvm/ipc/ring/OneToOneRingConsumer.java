package org.multijvm.ipc.ring;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.ipc.wait.FutexWord;

/**
 * The reading end of a ring.
 *
 * <p>{@link #next} steps to a frame, which stays where it is until {@link #release}. Confined to one thread at a time; only
 * {@link #await} blocks. The byte layout and the memory-order argument stand in {@code OneToOneRingLayout}.
 */
public final class OneToOneRingConsumer {
    private static final long FIRST_POLL_NANOS = 20_000;
    private static final long LAST_POLL_NANOS = 1_000_000;

    private final ByteBuffer memory;
    private final int base;
    private final int capacity;
    private final FutexWord sleepWord;
    private long head;
    private long knownTail;
    private int frame;

    /** Of the current frame, read once: what was looked at is what is relied on. */
    private int length;

    /**
     * @param memory the mapped memory, in native byte order
     * @param base where a ring was made by {@link OneToOneRing#format}
     * @throws IllegalArgumentException if there is no ring
     */
    public OneToOneRingConsumer(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
        this.capacity = OneToOneRingLayout.checkedCapacity(memory, base);
        this.sleepWord = new FutexWord(memory, base + OneToOneRingLayout.SLEEP_AT);
        this.head = memory.getLong(base + OneToOneRingLayout.HEAD_AT);
        this.knownTail = head;
    }

    /**
     * Steps to the next frame; false if there is none now. The frame before must have been released.
     *
     * @throws IllegalStateException if the memory is damaged: what lies there is no frame
     */
    public boolean next() {
        while (hasNext()) {
            int place = (int) (head & (capacity - 1));
            frame = base + OneToOneRingLayout.DATA_AT + place;
            length = memory.getInt(frame);
            if (length < OneToOneRingLayout.FRAME_HEADER || length > Math.min(knownTail - head, capacity - place)) {
                throw damaged("length=" + length);
            }
            if (type() != OneToOneRingLayout.PADDING) {
                return true;
            }
            release();
        }
        return false;
    }

    /**
     * True if something waits to be read, be it only the fill at the ring's end.
     *
     * @throws IllegalStateException if the memory is damaged
     */
    public boolean hasNext() {
        if (head < knownTail) {
            return true;
        }
        long tail = tail();
        if (tail == head) {
            return false;
        }
        if (tail < head || tail > head + capacity || (tail & OneToOneRingLayout.ALIGNMENT - 1) != 0) {
            throw damaged("tail=" + tail);
        }
        knownTail = tail;
        return true;
    }

    /** How many bytes wait to be read, behind the frame that was released last; where the memory is damaged, something or other. */
    public long bytesLeft() {
        return tail() - head;
    }

    private IllegalStateException damaged(String found) {
        return new IllegalStateException(
                "the shared memory is damaged: " + found + ", head=" + head + ", capacity=" + capacity);
    }

    /** The type of the current frame. */
    public int type() {
        return memory.getInt(frame + 4);
    }

    /** The offset of the current frame's payload in {@link #memory}. */
    public int payload() {
        return frame + OneToOneRingLayout.FRAME_HEADER;
    }

    /** The length of the current frame's payload in bytes. */
    public int payloadLength() {
        return length - OneToOneRingLayout.FRAME_HEADER;
    }

    /** Gives the current frame's space back to the producer; the frame must not be touched any more. */
    public void release() {
        head += OneToOneRingLayout.aligned(length);
        OneToOneRingLayout.LONGS.setRelease(memory, base + OneToOneRingLayout.HEAD_AT, head);
    }

    /**
     * Sleeps until a frame is there, at most so long; may return early. The caller looks at who it waits for between two calls.
     *
     * @param nanos the longest sleep
     */
    public void await(long nanos) {
        boolean wakes = FutexWord.canWake() && producerCanWake();
        if (!wakes) {
            poll(nanos);
            return;
        }
        sleepWord.set(1);
        // see OneToOneRingProducer.wakeConsumer: the store above comes before this look at the tail
        if (!hasNext()) {
            sleepWord.sleep(1, nanos);
        }
        sleepWord.set(0);
    }

    /** True once the producer's JVM can wake sleepers. */
    public boolean producerCanWake() {
        return (int) OneToOneRingLayout.INTS.getAcquire(memory, base + OneToOneRingLayout.CAN_WAKE_AT) == 1;
    }

    /** The memory that holds the ring. */
    public ByteBuffer memory() {
        return memory;
    }

    private void poll(long nanos) {
        long deadline = System.nanoTime() + nanos;
        long pause = FIRST_POLL_NANOS;
        while (!hasNext()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(left, pause));
            pause = Math.min(2 * pause, LAST_POLL_NANOS);
        }
    }

    private long tail() {
        return (long) OneToOneRingLayout.LONGS.getAcquire(memory, base + OneToOneRingLayout.TAIL_AT);
    }
}

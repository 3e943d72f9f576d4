package org.multijvm.ipc.ring;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.multijvm.ipc.wait.FutexWord;

/**
 * The writing end of a ring.
 *
 * <p>A frame is claimed, filled and published. Confined to one thread, or to whoever holds the lock that guards it; never
 * blocks. The byte layout and the memory-order argument stand in {@code OneToOneRingLayout}.
 */
public final class OneToOneRingProducer {
    private final ByteBuffer memory;
    private final int base;
    private final int capacity;
    private final FutexWord sleepWord;
    private long tail;
    private long knownHead;
    private long claimedTail;

    /**
     * @param memory the mapped memory, in native byte order
     * @param base where a ring was made by {@link OneToOneRing#format}
     * @throws IllegalArgumentException if there is no ring
     */
    public OneToOneRingProducer(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
        this.capacity = OneToOneRingLayout.checkedCapacity(memory, base);
        this.sleepWord = new FutexWord(memory, base + OneToOneRingLayout.SLEEP_AT);
        this.tail = memory.getLong(base + OneToOneRingLayout.TAIL_AT);
        this.claimedTail = tail;
    }

    /** The largest payload that a frame can have: so that there is always a moment at which it fits, a quarter of the ring. */
    public int maxPayload() {
        return capacity / 4 - OneToOneRingLayout.FRAME_HEADER;
    }

    /**
     * Claims room for one frame; the claim holds until {@link #publish}, several may come first.
     *
     * @return the payload's offset in {@link #memory}, a multiple of 8; -1 if the ring has no room now
     * @throws IllegalArgumentException if the payload is larger than {@link #maxPayload}
     * @throws IllegalStateException if the memory is damaged: the consumer cannot be where it seems
     */
    public int claim(int type, int payload) {
        if (payload > maxPayload()) {
            throw new IllegalArgumentException(
                    "too large for the ring: payload=" + payload + ", largest=" + maxPayload());
        }
        int length = OneToOneRingLayout.FRAME_HEADER + payload;
        int needed = OneToOneRingLayout.aligned(length);
        int place = (int) (claimedTail & (capacity - 1));
        int toEnd = capacity - place;
        int skip = toEnd < needed ? toEnd : 0;
        if (!hasRoom(skip + needed)) {
            return -1;
        }
        if (skip > 0) {
            frame(place, skip, OneToOneRingLayout.PADDING);
            place = 0;
        }
        int at = frame(place, length, type);
        claimedTail += skip + needed;
        return at;
    }

    /** The position behind the frame claimed last, for {@link #taken}. */
    public long claimedEnd() {
        return claimedTail;
    }

    /** Makes all claimed frames visible to the consumer. */
    public void publish() {
        tail = claimedTail;
        OneToOneRingLayout.LONGS.setRelease(memory, base + OneToOneRingLayout.TAIL_AT, tail);
    }

    /** True if the consumer has released all frames up to this position (see {@link #claimedEnd}); where the memory is damaged, as far as is known. */
    public boolean taken(long end) {
        long head = head();
        return (isSound(head) ? head : knownHead) >= end;
    }

    /**
     * Wakes the consumer if it sleeps. To be called after {@link #publish}; makes no system call if nobody sleeps.
     *
     * <p>The full fence stands between the store of the tail and the load of the sleep word, as in the consumer one stands
     * between the store of its sleep word and its last look at the tail: one of the two sees the other.
     */
    public void wakeConsumer() {
        VarHandle.fullFence();
        if (sleepWord.get() == 1 && sleepWord.compareAndSet(1, 0)) {
            sleepWord.wake(1);
        }
    }

    /** Tells the consumer that {@link #wakeConsumer} works; until then it does not sleep but poll. */
    public void canWake() {
        OneToOneRingLayout.INTS.setVolatile(memory, base + OneToOneRingLayout.CAN_WAKE_AT, 1);
    }

    /** The memory that holds the ring. */
    public ByteBuffer memory() {
        return memory;
    }

    private int frame(int place, int length, int type) {
        int at = base + OneToOneRingLayout.DATA_AT + place;
        memory.putInt(at, length);
        memory.putInt(at + 4, type);
        return at + OneToOneRingLayout.FRAME_HEADER;
    }

    private boolean hasRoom(int needed) {
        if (claimedTail + needed - knownHead <= capacity) {
            return true;
        }
        long head = head();
        if (!isSound(head)) {
            throw new IllegalStateException(
                    "the shared memory is damaged: head=" + head + ", tail=" + tail + ", capacity=" + capacity);
        }
        knownHead = head;
        return claimedTail + needed - knownHead <= capacity;
    }

    /** It only grows, and never beyond what was published. */
    private boolean isSound(long head) {
        return head >= knownHead && head <= tail && (head & OneToOneRingLayout.ALIGNMENT - 1) == 0;
    }

    private long head() {
        return (long) OneToOneRingLayout.LONGS.getAcquire(memory, base + OneToOneRingLayout.HEAD_AT);
    }
}

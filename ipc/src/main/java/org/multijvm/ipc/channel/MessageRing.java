package org.multijvm.ipc.channel;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.sync.FutexWord;
import org.multijvm.ipc.sync.RobustLock;

/**
 * A ring of messages in shared memory, for many writers and many readers in many JVMs, each message to one of them, in order.
 *
 * <p>Any of them may die at any instant: others go on, whole messages come, and at most the message in the dead hand is
 * lost. A message that is larger than a quarter of the ring goes through it in pieces. The layout, the memory-order argument
 * and what each point of death leaves stand in {@code MessageRingLayout}.
 *
 * <p>Thread-safe. Waits end by time, by interrupt, by the {@link RingGuard}, and look for dead owners of the locks at least every 40 ms.
 */
public final class MessageRing {
    private final RingMemory memory;
    private final RingTail tail;
    private final RingHead head;
    private final RobustLock writeLock;
    private final RobustLock readLock;
    private final FutexWord dataWord;
    private final FutexWord roomWord;

    /**
     * @param memory the mapped memory, in native byte order
     * @param base where a ring was made by {@link #format}
     * @throws IllegalArgumentException if there is no ring
     */
    public MessageRing(ByteBuffer memory, int base) {
        this.memory = new RingMemory(memory, base);
        this.tail = new RingTail(this.memory);
        this.head = new RingHead(this.memory);
        this.writeLock = new RobustLock(memory, base + MessageRingLayout.WRITE_LOCK_AT);
        this.readLock = new RobustLock(memory, base + MessageRingLayout.READ_LOCK_AT);
        this.dataWord = new FutexWord(memory, base + MessageRingLayout.DATA_WORD_AT);
        this.roomWord = new FutexWord(memory, base + MessageRingLayout.ROOM_WORD_AT);
        FutexWord.prepare();
    }

    /** The bytes that a ring with so much room takes in all. */
    public static int bytes(int capacity) {
        return MessageRingLayout.DATA_AT + capacity;
    }

    /**
     * Makes an empty ring in memory that is all zeros.
     *
     * @param base the ring's first byte, a multiple of 128
     * @param capacity the room for data in bytes, a power of two from 1 KiB to 1 GiB
     */
    public static void format(ByteBuffer memory, int base, int capacity) {
        MessageRingLayout.checkCapacity(capacity);
        memory.putInt(base + MessageRingLayout.CAPACITY_AT, capacity);
        memory.putInt(base + MessageRingLayout.VERSION_AT, MessageRingLayout.VERSION);
        MessageRingLayout.INTS.setVolatile(memory, base + MessageRingLayout.MAGIC_AT, MessageRingLayout.MAGIC);
    }

    /** The longest message that travels in one piece: a quarter of the ring, so that there is always a moment at which it fits. */
    public int longestWhole() {
        return memory.capacity() / 4 - MessageRingLayout.FRAME_HEADER;
    }

    /** The number of messages in the ring, those in pieces once they are there as a whole. */
    public int size() {
        long before = memory.head();
        return Math.max(0, MessageRingLayout.messages(memory.tail()) - MessageRingLayout.messages(before));
    }

    /** The number of free bytes; a message takes its length, rounded up to a multiple of 8, and 8 more. */
    public int freeBytes() {
        return memory.freeBytes();
    }

    /** True if something waits to be read, or has begun to come. */
    public boolean hasData() {
        return memory.hasData();
    }

    /**
     * Puts a message into the ring, whole or not at all.
     *
     * @param nanos how long to wait at most, 0 or less for not at all; a message that goes in pieces waits as long as it takes
     * @return TIME_OVER if there was no room in time, ENDED if the guard says so: then nothing was sent
     * @throws IOException of the guard; nothing was sent
     * @throws InterruptedException if interrupted while waiting; nothing was sent
     */
    public RingOutcome write(byte type, byte[] bytes, int offset, int length, RingGuard guard, long nanos)
            throws IOException, InterruptedException {
        if (length > longestWhole()) {
            return writePieces(type, bytes, offset, length, guard, nanos);
        }
        if (writeLock.tryLock()) {
            RingOutcome outcome = placeAndUnlock(type, bytes, offset, length, guard);
            if (outcome != RingOutcome.TIME_OVER) {
                return outcome;
            }
        }
        RingWait wait = new RingWait(this, guard, nanos);
        while (true) {
            RingOutcome got = wait.lock(writeLock);
            if (got == RingOutcome.DONE) {
                got = placeAndUnlock(type, bytes, offset, length, guard);
                if (got == RingOutcome.TIME_OVER) {
                    got = wait.room(MessageRingLayout.frameBytes(length));
                    if (got == RingOutcome.DONE) {
                        continue;
                    }
                }
            }
            passRoomOn(wait);
            return got;
        }
    }

    /**
     * Takes the next message.
     *
     * @param limit a message longer than this stays where it is
     * @param nanos how long to wait for it to begin, 0 or less for not at all
     * @return the message, or {@link Message#TIME_OVER}, {@link Message#ENDED}, {@link Message#TOO_LONG}
     * @throws IOException of the guard
     * @throws InterruptedException if interrupted while waiting for a message to begin; nothing was taken
     */
    public Message take(int limit, MessageOpener opener, RingGuard guard, long nanos)
            throws IOException, InterruptedException {
        if (head.seemsToHaveFrame() && readLock.tryLock()) {
            Message message = takeAndUnlock(limit, opener, guard);
            if (message != null) {
                return message;
            }
        }
        RingWait wait = new RingWait(this, guard, nanos);
        while (true) {
            RingOutcome got = wait.data();
            if (got == RingOutcome.DONE) {
                got = wait.lock(readLock);
            }
            Message message = got == RingOutcome.DONE ? takeAndUnlock(limit, opener, guard) : Message.of(got);
            if (message != null) {
                if (wait.slept() && hasData()) {
                    signal(dataWord);
                }
                return message;
            }
        }
    }

    /** Waits until something is there to be read: DONE, TIME_OVER or ENDED. */
    public RingOutcome awaitData(RingGuard guard, long nanos) throws IOException, InterruptedException {
        if (hasData()) {
            return RingOutcome.DONE;
        }
        RingWait wait = new RingWait(this, guard, nanos);
        RingOutcome outcome = wait.data();
        if (wait.slept() && hasData()) {
            // this thread takes nothing: another one may
            signal(dataWord);
        }
        return outcome;
    }

    /**
     * Shows the messages in the ring, the oldest first, as they lie there at one moment; readers wait meanwhile.
     *
     * @param visitor is given each WHOLE message; false ends it
     */
    public void look(RingGuard guard, java.util.function.Predicate<Message> visitor)
            throws IOException, InterruptedException {
        new RingWait(this, guard, Long.MAX_VALUE).lock(readLock);
        try {
            int end = (int) memory.tail();
            int position = (int) memory.head();
            while (position != end) {
                int frame = memory.frame(position);
                if (memory.kind(frame) == MessageRingLayout.WHOLE && !visitor.test(memory.copy(frame))) {
                    return;
                }
                position += MessageRingLayout.frameBytes(memory.length(frame));
            }
        } finally {
            readLock.unlock();
        }
    }

    /** Announces a sleeper on the word that this gives, which stays 1 until somebody wakes him; to be called again before each sleep. */
    FutexWord announceDataSleeper() {
        dataWord.set(1);
        return dataWord;
    }

    /** Who has slept for data and takes none, or may have got a wake that was meant for another, hands it on. */
    void passDataOn() {
        dataWord.set(1);
        if (hasData()) {
            signal(dataWord);
        }
    }

    /** Runs something while no other thread or process writes: what it stores is seen by all who write later. */
    public void whileNobodyWrites(RingGuard guard, Runnable action) throws IOException, InterruptedException {
        new RingWait(this, guard, Long.MAX_VALUE).lock(writeLock);
        try {
            action.run();
        } finally {
            writeLock.unlock();
        }
    }

    /** Wakes everybody who waits for data or room, so that they ask their guards. */
    public void wakeAll() {
        wakeAll(dataWord);
        wakeAll(roomWord);
    }

    RobustLock writeLock() {
        return writeLock;
    }

    /** The room that a writer to a full ring waits for while that costs it no sleep. */
    int enoughRoom() {
        return memory.capacity() / 8;
    }

    /** What a waiter sleeps on: for so many free bytes, or for data if it is 0. */
    FutexWord word(int bytes) {
        return bytes == 0 ? dataWord : roomWord;
    }

    /** Whether there are so many free bytes for one frame, or data if it is 0. */
    boolean ready(int bytes) {
        return bytes == 0 ? memory.hasData() : memory.hasRoom(bytes);
    }

    private RingOutcome writePieces(byte type, byte[] bytes, int offset, int length, RingGuard guard, long nanos)
            throws IOException, InterruptedException {
        RingOutcome locked = new RingWait(this, guard, nanos).lock(writeLock);
        if (locked != RingOutcome.DONE) {
            return locked;
        }
        try {
            RingWait wait = new RingWait(this, guard, Long.MAX_VALUE);
            int sent = 0;
            while (sent < length) {
                int total = sent == 0 ? MessageRingLayout.TOTAL_LENGTH : 0;
                int piece = Math.min(longestWhole() - total, length - sent);
                byte kind = sent == 0 ? MessageRingLayout.FIRST : MessageRingLayout.MORE;
                boolean last = sent + piece == length;
                while (!tail.place(kind, type, bytes, offset + sent, piece, length, last ? 1 : 0)) {
                    if (wait.room(MessageRingLayout.frameBytes(piece + total)) == RingOutcome.ENDED) {
                        return RingOutcome.ENDED;
                    }
                }
                if (guard.isOver(false)) {
                    return RingOutcome.ENDED;
                }
                sent += piece;
                VarHandle.fullFence();
                signal(dataWord);
            }
            return RingOutcome.DONE;
        } finally {
            writeLock.unlock();
        }
    }

    private RingOutcome placeAndUnlock(byte type, byte[] bytes, int offset, int length, RingGuard guard)
            throws IOException {
        RingOutcome outcome = RingOutcome.TIME_OVER;
        try {
            if (guard.isOver(false)) {
                outcome = RingOutcome.ENDED;
            } else if (tail.place(MessageRingLayout.WHOLE, type, bytes, offset, length, length, 1)) {
                outcome = RingOutcome.DONE;
            }
        } finally {
            writeLock.unlock();
        }
        if (outcome == RingOutcome.DONE) {
            // the unlock is the full fence between the store of the tail and the look at the word
            signal(dataWord);
        }
        return outcome;
    }

    /** Null if there is nothing to be taken now. */
    private @Nullable Message takeAndUnlock(int limit, MessageOpener opener, RingGuard guard)
            throws IOException, InterruptedException {
        Message message;
        try {
            message = takeLocked(limit, opener, guard);
        } finally {
            readLock.unlock();
        }
        // the unlock is the full fence between the store of the head and the look at the word
        signalRoom();
        return message;
    }

    private @Nullable Message takeLocked(int limit, MessageOpener opener, RingGuard guard)
            throws IOException, InterruptedException {
        int position = head.start();
        while (head.hasFrame(position)) {
            int frame = memory.frame(position);
            byte kind = memory.kind(frame);
            int next = position + MessageRingLayout.frameBytes(memory.length(frame));
            if (kind == MessageRingLayout.WHOLE) {
                if (memory.length(frame) > limit) {
                    head.store(0, position);
                    return Message.TOO_LONG;
                }
                Message message = opener.open(memory.copy(frame), true);
                head.store(1, next);
                if (message != null) {
                    return message;
                }
            } else if (kind == MessageRingLayout.FIRST) {
                head.store(0, position);
                return memory.total(frame) > limit ? Message.TOO_LONG : gather(position, guard);
            }
            // a fill, or a piece of a message whose beginning was lost with its reader
            position = next;
        }
        head.store(0, position);
        return null;
    }

    /** Takes a message of several frames, of which the first is here; null if the rest does not come. Under the reading lock. */
    private @Nullable Message gather(int first, RingGuard guard) throws IOException, InterruptedException {
        int frame = memory.frame(first);
        byte type = memory.type(frame);
        byte[] bytes = new byte[Math.toIntExact(memory.total(frame))];
        int at = frame + MessageRingLayout.FRAME_HEADER + MessageRingLayout.TOTAL_LENGTH;
        int got = memory.length(frame) - MessageRingLayout.TOTAL_LENGTH;
        memory.bytes().get(at, bytes, 0, got);
        int position = step(first, 0);
        while (got < bytes.length) {
            if (!head.hasFrame(position)) {
                if (new RingWait(this, guard, Long.MAX_VALUE).piece() != RingOutcome.DONE) {
                    return null;
                }
                continue;
            }
            frame = memory.frame(position);
            int length = memory.length(frame);
            byte kind = memory.kind(frame);
            if (kind == MessageRingLayout.MORE && length <= bytes.length - got) {
                memory.bytes().get(frame + MessageRingLayout.FRAME_HEADER, bytes, got, length);
                got += length;
            } else if (kind != MessageRingLayout.PADDING) {
                // another message: the sender of this one has died or given up
                return null;
            }
            position = step(position, got == bytes.length ? 1 : 0);
        }
        return new Message(type, bytes);
    }

    /** Gives a frame back and lets its writer know, under the reading lock. */
    private int step(int position, int messages) {
        int next = position + MessageRingLayout.frameBytes(memory.length(memory.frame(position)));
        head.store(messages, next);
        VarHandle.fullFence();
        signalRoom();
        return next;
    }

    private void passRoomOn(RingWait wait) {
        if (wait.slept()) {
            signalRoom();
        }
    }

    /** Not before half of the ring is free: else writer and reader would take turns, a system call each, for every message. */
    private void signalRoom() {
        if (roomWord.get() == 1 && freeBytes() >= memory.capacity() / 2) {
            signal(roomWord);
        }
    }

    private static void signal(FutexWord word) {
        if (word.get() == 1 && word.compareAndSet(1, 0) && FutexWord.canWake()) {
            word.wake(1);
        }
    }

    private static void wakeAll(FutexWord word) {
        word.set(0);
        if (FutexWord.canWake()) {
            word.wake(Integer.MAX_VALUE);
        }
    }
}

package org.multijvm.ipc.channel;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.sync.FutexWord;

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
    private final ByteBuffer memory;
    private final int base;
    private final int capacity;
    private final RingLock writeLock;
    private final RingLock readLock;
    private final FutexWord dataWord;
    private final FutexWord roomWord;

    /** Guarded by the writing lock: the tail that this JVM stored last, and the head it saw, which holds as long as nobody else wrote. */
    private long lastTail;

    private int knownHead;

    /** Guarded by the reading lock, likewise. */
    private long lastHead;

    private int knownTail;

    /**
     * @param memory the mapped memory, in native byte order
     * @param base where a ring was made by {@link #format}
     * @throws IllegalArgumentException if there is no ring
     */
    public MessageRing(ByteBuffer memory, int base) {
        this.memory = memory;
        this.base = base;
        this.capacity = MessageRingLayout.checkedCapacity(memory, base);
        this.writeLock = new RingLock(memory, base + MessageRingLayout.WRITE_LOCK_AT);
        this.readLock = new RingLock(memory, base + MessageRingLayout.READ_LOCK_AT);
        this.dataWord = new FutexWord(memory, base + MessageRingLayout.DATA_WORD_AT);
        this.roomWord = new FutexWord(memory, base + MessageRingLayout.ROOM_WORD_AT);
        this.lastTail = tail();
        this.knownHead = (int) head();
        this.lastHead = head();
        this.knownTail = (int) lastHead;
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
        return capacity / 4 - MessageRingLayout.FRAME_HEADER;
    }

    /** The number of messages in the ring, those in pieces once they are there as a whole. */
    public int size() {
        long head = head();
        return Math.max(0, MessageRingLayout.messages(tail()) - MessageRingLayout.messages(head));
    }

    /** The number of free bytes; a message takes its length, rounded up to a multiple of 8, and 8 more. */
    public int freeBytes() {
        int head = (int) head();
        return Math.max(0, capacity - ((int) tail() - head));
    }

    /** True if something waits to be read, or has begun to come. */
    public boolean hasData() {
        return (int) head() != (int) tail();
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
        if (hasData() && readLock.tryLock()) {
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
            int end = (int) tail();
            int position = (int) head();
            while (position != end) {
                int frame = frame(position);
                int length = memory.getInt(frame);
                if (kind(frame) == MessageRingLayout.WHOLE && !visitor.test(copy(frame, length))) {
                    return;
                }
                position += MessageRingLayout.frameBytes(length);
            }
        } finally {
            readLock.unlock();
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

    RingLock writeLock() {
        return writeLock;
    }

    /** What a waiter sleeps on: for so many free bytes, or for data if it is 0. */
    FutexWord word(int bytes) {
        return bytes == 0 ? dataWord : roomWord;
    }

    /** Whether there are so many free bytes for one frame, or data if it is 0. */
    boolean ready(int bytes) {
        if (bytes == 0) {
            return hasData();
        }
        int head = (int) head();
        int tail = (int) tail();
        return capacity - (tail - head) >= bytes + skip(tail, bytes);
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
                while (!place(kind, type, bytes, offset + sent, piece, length, last ? 1 : 0)) {
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
            } else if (place(MessageRingLayout.WHOLE, type, bytes, offset, length, length, 1)) {
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

    /** Writes one frame and makes it visible; false if it has no room now. Under the writing lock. */
    private boolean place(byte kind, byte type, byte[] bytes, int offset, int length, int total, int messages) {
        long tail = (long) MessageRingLayout.LONGS.get(memory, base + MessageRingLayout.TAIL_AT);
        if (tail != lastTail) {
            knownHead = (int) head();
            lastTail = tail;
        }
        int header = kind == MessageRingLayout.FIRST ? MessageRingLayout.TOTAL_LENGTH : 0;
        int needed = MessageRingLayout.frameBytes(length + header);
        int position = (int) tail;
        int skip = skip(position, needed);
        if (position - knownHead + skip + needed > capacity) {
            knownHead = (int) head();
            if (position - knownHead + skip + needed > capacity) {
                return false;
            }
        }
        if (skip > 0) {
            header(frame(position), skip - MessageRingLayout.FRAME_HEADER, MessageRingLayout.PADDING, (byte) 0);
        }
        int frame = frame(position + skip);
        header(frame, length + header, kind, type);
        int payload = frame + MessageRingLayout.FRAME_HEADER;
        if (header > 0) {
            memory.putLong(payload, total);
        }
        memory.put(payload + header, bytes, offset, length);
        lastTail = MessageRingLayout.advanced(tail, messages, position + skip + needed);
        MessageRingLayout.LONGS.setRelease(memory, base + MessageRingLayout.TAIL_AT, lastTail);
        return true;
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
        int position = startOfReading();
        while (hasFrame(position)) {
            int frame = frame(position);
            int length = memory.getInt(frame);
            byte kind = kind(frame);
            int next = position + MessageRingLayout.frameBytes(length);
            if (kind == MessageRingLayout.WHOLE) {
                if (length > limit) {
                    storeHead(0, position);
                    return Message.TOO_LONG;
                }
                Message message = opener.open(copy(frame, length), true);
                storeHead(1, next);
                if (message != null) {
                    return message;
                }
            } else if (kind == MessageRingLayout.FIRST) {
                storeHead(0, position);
                return memory.getLong(frame + MessageRingLayout.FRAME_HEADER) > limit
                        ? Message.TOO_LONG
                        : gather(frame, guard);
            }
            // a fill, or a piece of a message whose beginning was lost with its reader
            position = next;
        }
        storeHead(0, position);
        return null;
    }

    /** Takes a message of several frames, of which the first is here; null if the rest does not come. Under the reading lock. */
    private @Nullable Message gather(int first, RingGuard guard) throws IOException, InterruptedException {
        int at = first + MessageRingLayout.FRAME_HEADER;
        byte type = type(first);
        byte[] bytes = new byte[Math.toIntExact(memory.getLong(at))];
        int length = memory.getInt(first);
        int got = length - MessageRingLayout.TOTAL_LENGTH;
        memory.get(at + MessageRingLayout.TOTAL_LENGTH, bytes, 0, got);
        int position = (int) lastHead + MessageRingLayout.frameBytes(length);
        storeHead(0, position);
        while (got < bytes.length) {
            if (!hasFrame(position)) {
                VarHandle.fullFence();
                signalRoom();
                if (new RingWait(this, guard, Long.MAX_VALUE).piece() != RingOutcome.DONE) {
                    return null;
                }
                continue;
            }
            int frame = frame(position);
            length = memory.getInt(frame);
            byte kind = kind(frame);
            if (kind == MessageRingLayout.MORE && length <= bytes.length - got) {
                memory.get(frame + MessageRingLayout.FRAME_HEADER, bytes, got, length);
                got += length;
            } else if (kind != MessageRingLayout.PADDING) {
                return null;
            }
            position += MessageRingLayout.frameBytes(length);
            storeHead(got == bytes.length ? 1 : 0, position);
            VarHandle.fullFence();
            signalRoom();
        }
        return new Message(type, bytes);
    }

    private int startOfReading() {
        long head = (long) MessageRingLayout.LONGS.get(memory, base + MessageRingLayout.HEAD_AT);
        if (head != lastHead) {
            lastHead = head;
            knownTail = (int) tail();
        }
        return (int) head;
    }

    private boolean hasFrame(int position) {
        if (position != knownTail) {
            return true;
        }
        knownTail = (int) tail();
        return position != knownTail;
    }

    private void storeHead(int messages, int position) {
        if (messages > 0 || position != (int) lastHead) {
            lastHead = MessageRingLayout.advanced(lastHead, messages, position);
            MessageRingLayout.LONGS.setRelease(memory, base + MessageRingLayout.HEAD_AT, lastHead);
        }
    }

    private Message copy(int frame, int length) {
        byte[] bytes = new byte[length];
        memory.get(frame + MessageRingLayout.FRAME_HEADER, bytes);
        return new Message(type(frame), bytes);
    }

    private byte kind(int frame) {
        return MessageRingLayout.kind(memory.getInt(frame + MessageRingLayout.KIND_IN_FRAME));
    }

    private byte type(int frame) {
        return MessageRingLayout.type(memory.getInt(frame + MessageRingLayout.KIND_IN_FRAME));
    }

    private void header(int frame, int length, byte kind, byte type) {
        memory.putInt(frame, length);
        memory.putInt(frame + MessageRingLayout.KIND_IN_FRAME, MessageRingLayout.kindAndType(kind, type));
    }

    private int frame(int position) {
        return base + MessageRingLayout.DATA_AT + (position & capacity - 1);
    }

    /** What must be filled up so that a frame does not go over the ring's end. */
    private int skip(int position, int needed) {
        int toEnd = capacity - (position & capacity - 1);
        return toEnd < needed ? toEnd : 0;
    }

    private long tail() {
        return (long) MessageRingLayout.LONGS.getAcquire(memory, base + MessageRingLayout.TAIL_AT);
    }

    private long head() {
        return (long) MessageRingLayout.LONGS.getAcquire(memory, base + MessageRingLayout.HEAD_AT);
    }

    private void passRoomOn(RingWait wait) {
        if (wait.slept()) {
            signalRoom();
        }
    }

    /** Not before half of the ring is free: else writer and reader would take turns, a system call each, for every message. */
    private void signalRoom() {
        if (roomWord.get() == 1 && freeBytes() >= capacity / 2) {
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

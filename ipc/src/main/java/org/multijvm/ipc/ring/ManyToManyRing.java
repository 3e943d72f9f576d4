package org.multijvm.ipc.ring;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.RobustLock;

/**
 * A ring of messages in shared memory, for many writers and many readers in many JVMs, each message to one of them, in order.
 *
 * <p>Any of them may die at any instant: others go on, whole messages come, and at most the message in the dead hand is
 * lost. A message that is larger than a quarter of the ring goes through it in pieces. The layout, the memory-order argument
 * and what each point of death leaves stand in {@code ManyToManyRingLayout}.
 *
 * <p>Thread-safe. Waits end by time, by interrupt, by the {@link RingGuard}, and look for dead owners of the locks at least every 40 ms.
 */
public final class ManyToManyRing {
    private final ManyToManyRingMemory memory;
    private final ManyToManyRingWriter writer;
    private final ManyToManyRingReader reader;
    private final RobustLock writeLock;
    private final RobustLock readLock;
    private final FutexWord dataWord;
    private final FutexWord roomWord;

    /**
     * @param memory the mapped memory, in native byte order
     * @param base where a ring was made by {@link #format}
     * @throws IllegalArgumentException if there is no ring
     */
    public ManyToManyRing(ByteBuffer memory, int base) {
        this.memory = new ManyToManyRingMemory(memory, base);
        this.writeLock = new RobustLock(memory, base + ManyToManyRingLayout.WRITE_LOCK_AT);
        this.writer = new ManyToManyRingWriter(this, writeLock, new ManyToManyRingTail(this.memory));
        this.readLock = new RobustLock(memory, base + ManyToManyRingLayout.READ_LOCK_AT);
        this.reader = new ManyToManyRingReader(this, readLock, this.memory);
        this.dataWord = new FutexWord(memory, base + ManyToManyRingLayout.DATA_WORD_AT);
        this.roomWord = new FutexWord(memory, base + ManyToManyRingLayout.ROOM_WORD_AT);
        FutexWord.prepare();
    }

    /** The bytes that a ring with so much room takes in all. */
    public static int bytes(int capacity) {
        return ManyToManyRingLayout.DATA_AT + capacity;
    }

    /**
     * Makes an empty ring in memory in which nobody uses another one.
     *
     * @param base the ring's first byte, a multiple of 128
     * @param capacity the room for data in bytes, a power of two from 1 KiB to 1 GiB
     */
    public static void format(ByteBuffer memory, int base, int capacity) {
        ManyToManyRingLayout.checkCapacity(capacity);
        for (int at = 0; at < ManyToManyRingLayout.DATA_AT; at += Long.BYTES) {
            memory.putLong(base + at, 0);
        }
        memory.putInt(base + ManyToManyRingLayout.CAPACITY_AT, capacity);
        memory.putInt(base + ManyToManyRingLayout.VERSION_AT, ManyToManyRingLayout.VERSION);
        ManyToManyRingLayout.INTS.setVolatile(memory, base + ManyToManyRingLayout.MAGIC_AT, ManyToManyRingLayout.MAGIC);
    }

    /** The longest message that travels in one piece: a quarter of the ring, so that there is always a moment at which it fits. */
    public int longestWhole() {
        return memory.capacity() / 4 - ManyToManyRingLayout.FRAME_HEADER;
    }

    /** The number of messages in the ring, those in pieces once they are there as a whole. */
    public int size() {
        long before = memory.head();
        return Math.max(0, ManyToManyRingLayout.messages(memory.tail()) - ManyToManyRingLayout.messages(before));
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
        return length > longestWhole()
                ? writer.writePieces(type, new PieceSource(bytes, offset, length), guard, nanos)
                : writer.write(type, bytes, offset, length, guard, nanos);
    }

    /** As {@link #write(byte, byte[], int, int, RingGuard, long)}, in pieces and as long as it takes. */
    public RingOutcome write(byte type, PieceSource source, RingGuard guard) throws IOException, InterruptedException {
        return writer.writePieces(type, source, guard, Long.MAX_VALUE);
    }

    /**
     * Takes the next message.
     *
     * @param nanos how long to wait for it to begin, 0 or less for not at all
     * @return the {@link Message}, or why there is {@link Nothing}
     * @throws IOException of the guard
     * @throws InterruptedException if interrupted while waiting for a message to begin; nothing was taken
     */
    public Taken take(Taking how, long nanos) throws IOException, InterruptedException {
        return reader.take(how, nanos);
    }

    /**
     * Takes the next message if it is there in one piece and nobody else reads; never waits.
     *
     * @throws IOException of the guard, or if the memory is damaged
     */
    public @Nullable Message takeAtOnce(Taking how) throws IOException {
        return reader.takeAtOnce(how);
    }

    /** True if a message can be taken without waiting for a sender who may never go on. */
    public boolean hasMessage() throws IOException {
        return reader.isMessageThere();
    }

    /** Waits until there is {@link #hasMessage a message}: DONE, TIME_OVER or ENDED. */
    public RingOutcome awaitMessage(RingGuard guard, long nanos) throws IOException, InterruptedException {
        if (hasMessage()) {
            return RingOutcome.DONE;
        }
        ManyToManyRingWait wait = new ManyToManyRingWait(this, guard, nanos);
        RingOutcome outcome = wait.behind(reader.gate(), wait::message, () -> RingOutcome.TIME_OVER);
        if (wait.slept() && hasData()) {
            // this thread takes nothing: another one may
            signal(dataWord);
        }
        return outcome;
    }

    /**
     * Shows the messages in the ring, the oldest first, as they lie there at one moment; readers wait meanwhile.
     *
     * @param visitor is given each message that is not in pieces; false ends it
     */
    public void look(RingGuard guard, Predicate<Message> visitor) throws IOException, InterruptedException {
        reader.look(guard, visitor);
    }

    /** Runs something while no other thread or process writes: what it stores is seen by all who write later. */
    public void whileNobodyWrites(RingGuard guard, Runnable action) throws IOException, InterruptedException {
        writer.whileNobodyWrites(guard, action);
    }

    /** Announces a sleeper on the word that this gives, which stays 1 until somebody wakes him; to be called again before each sleep. */
    public FutexWord announceDataSleeper() {
        dataWord.set(1);
        return dataWord;
    }

    /** What {@link #announceDataSleeper} announces on. */
    public FutexWord wordOfDataSleeper() {
        return dataWord;
    }

    /** A thread that has slept for data and takes none, or may have got a wake that was meant for another, hands it on. */
    public void passDataOn() {
        dataWord.set(1);
        if (hasData()) {
            signal(dataWord);
        }
    }

    /** Wakes all that wait for data or room, so that they ask their guards. */
    public void wakeAll() {
        wakeAll(dataWord);
        wakeAll(roomWord);
    }

    /** Tells how much is in it, and which process writes or reads at this moment, or died doing so. */
    @Override
    public String toString() {
        return "size=" + size() + text(", writing=", writeLock) + text(", reading=", readLock);
    }

    private static String text(String what, RobustLock lock) {
        long pid = lock.ownerPid();
        return pid == 0 ? "" : what + pid;
    }

    /** For those who wait: whether anything can still come, as far as the memory tells. */
    void checkSound() throws IOException {
        memory.checkSound();
    }

    /** Whether somebody who lives holds the reading lock. */
    boolean isBeingRead() {
        return !readLock.isFree() && !readLock.isAbandoned();
    }

    RobustLock writeLock() {
        return writeLock;
    }

    /** The room that a writer to a full ring waits for while that costs it no sleep. */
    int enoughRoom() {
        return memory.capacity() / 8;
    }

    /** What a thread sleeps on that waits for this. */
    FutexWord word(RingNeed need) {
        return need.what() == RingNeed.What.ROOM ? roomWord : dataWord;
    }

    /** Whether a thread need not wait for this. */
    boolean has(RingNeed need) throws IOException {
        return switch (need.what()) {
            case DATA -> memory.hasData();
            case MESSAGE -> reader.isMessageThere();
            case ROOM -> memory.hasRoom(need.bytes());
        };
    }

    /** Not before half of the ring is free: else writer and reader would take turns, a system call each, for every message. */
    void signalRoom() {
        if (roomWord.get() == 1 && freeBytes() >= memory.capacity() / 2) {
            signal(roomWord);
        }
    }

    /** Wakes one waiting reader, if there is one; after a full fence. */
    void signalData() {
        signal(dataWord);
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

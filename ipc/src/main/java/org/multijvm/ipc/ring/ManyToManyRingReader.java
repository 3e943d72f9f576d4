package org.multijvm.ipc.ring;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.Gate;
import org.multijvm.ipc.wait.RobustLock;

/** The reading side of a {@link ManyToManyRing}: what is done under its reading lock. Thread-safe. */
final class ManyToManyRingReader {
    private static final int NO_PIECE = ManyToManyRingMemory.NO_FRAME;

    private final ManyToManyRing ring;
    private final RobustLock lock;
    private final ManyToManyRingHead head;
    private final ManyToManyRingMemory memory;

    /** Of this JVM's virtual threads one at a time waits for a message. */
    private final Gate gate = new Gate(1);

    ManyToManyRingReader(ManyToManyRing ring, RobustLock lock, ManyToManyRingMemory memory) {
        this.ring = ring;
        this.lock = lock;
        this.memory = memory;
        this.head = new ManyToManyRingHead(memory);
    }

    Taken take(Taking how, long nanos) throws IOException, InterruptedException {
        if (head.seemsToHaveFrame() && lock.tryLock()) {
            Taken taken = takeAndUnlock(how);
            if (taken != null) {
                return taken;
            }
        }
        ManyToManyRingWait wait = new ManyToManyRingWait(ring, how.guard(), nanos);
        return wait.behind(gate, () -> take(how, wait), () -> Nothing.TIME_OVER);
    }

    /** The next message if it is whole and in one frame, and nobody else reads; null else. Never waits. */
    @Nullable
    Message takeAtOnce(Taking how) throws IOException {
        if (!head.seemsToHaveFrame() || !lock.tryLock()) {
            return null;
        }
        Message message;
        try {
            message = takeWhole(how);
        } catch (IOException damagedOrClosed) {
            ring.wakeAll();
            throw damagedOrClosed;
        } finally {
            lock.unlock();
        }
        ring.signalRoom();
        return message;
    }

    /** As {@link #takeLocked}, but stops in front of a message in pieces. */
    private @Nullable Message takeWhole(Taking how) throws IOException {
        int position = head.start();
        int passed = 0;
        Message message = null;
        while (message == null && head.hasFrame(position)) {
            int frame = memory.frame(position);
            byte kind = memory.kind(frame);
            if (kind == ManyToManyRingLayout.FIRST
                    || kind == ManyToManyRingLayout.WHOLE && memory.length(frame) > how.limit()) {
                break;
            }
            int next = head.next(position);
            if (kind == ManyToManyRingLayout.WHOLE) {
                message = how.opener().open(memory.copy(frame), true);
            }
            passed += kind == ManyToManyRingLayout.WHOLE || kind == ManyToManyRingLayout.LAST ? 1 : 0;
            position = next;
        }
        head.store(passed, position);
        return message;
    }

    private Taken take(Taking how, ManyToManyRingWait wait) throws IOException, InterruptedException {
        while (true) {
            RingOutcome got = wait.data();
            if (got == RingOutcome.DONE) {
                got = wait.lock(lock);
            }
            Taken taken = got == RingOutcome.DONE ? takeAndUnlock(how) : Nothing.of(got);
            if (taken != null) {
                if (wait.slept() && ring.hasData()) {
                    ring.signalData();
                }
                return taken;
            }
        }
    }

    /** Through which this JVM's virtual threads come to wait for a message. */
    Gate gate() {
        return gate;
    }

    void look(RingGuard guard, Predicate<Message> visitor) throws IOException, InterruptedException {
        new ManyToManyRingWait(ring, guard, Long.MAX_VALUE).lock(lock);
        try {
            int end = (int) memory.tail();
            int position = (int) memory.head();
            while (position != end) {
                int next = memory.next(position, end);
                int frame = memory.frame(position);
                if (memory.kind(frame) == ManyToManyRingLayout.WHOLE && !visitor.test(memory.copy(frame))) {
                    return;
                }
                position = next;
            }
        } catch (IOException damaged) {
            ring.wakeAll();
            throw damaged;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether a message can be taken now without waiting for a sender who may never go on. One that comes in pieces counts once it is whole; if
     * it is too long for that, as long as its sender is at it. What one has left half, who died or gave up, is removed: it would take
     * the room of those who follow.
     *
     * <p>It looks without the lock, since a poll must not keep those out who receive: what was seen counts if the head is still where it was.
     */
    boolean isMessageThere() throws IOException {
        while (true) {
            int start = (int) memory.head();
            if (start == (int) memory.tail()) {
                return false;
            }
            // before the tail: a writer that has given the lock back has sent all that it will
            boolean isFree = ring.writeLock().isFree();
            ManyToManyRingFront front = ManyToManyRingFront.of(memory, start, (int) memory.tail());
            VarHandle.acquireFence();
            if (start != (int) memory.head()) {
                continue;
            }
            switch (front) {
                case TORN:
                    IOException damaged = memory.damaged(start, (int) memory.tail());
                    ring.wakeAll();
                    throw damaged;
                case HALF_THAT_FITS, HALF_OF_A_LONG_ONE:
                    if (isFree || ring.writeLock().isAbandoned()) {
                        removeHalf(start);
                        return false;
                    }
                    return front == ManyToManyRingFront.HALF_OF_A_LONG_ONE;
                default:
                    return front == ManyToManyRingFront.WHOLE;
            }
        }
    }

    /** Steps over what is in the ring, if no message is whole and nobody has begun to read or to write it anew. */
    private void removeHalf(int start) throws IOException {
        if (!lock.tryLock() && !lock.recover()) {
            // somebody reads, and finds for himself that the rest does not come
            return;
        }
        try {
            int position = head.start();
            int passed = 0;
            boolean isHalf = position == start
                    && ManyToManyRingFront.of(memory, position, (int) memory.tail()) != ManyToManyRingFront.WHOLE
                    && (ring.writeLock().isFree() || ring.writeLock().isAbandoned());
            while (isHalf && head.hasFrame(position)) {
                int frame = memory.frame(position);
                byte kind = memory.kind(frame);
                if (position != start && (kind == ManyToManyRingLayout.FIRST || kind == ManyToManyRingLayout.WHOLE)) {
                    break;
                }
                passed += ManyToManyRingLayout.messagesOf(kind);
                position = head.next(position);
            }
            head.store(passed, position);
        } finally {
            lock.unlock();
        }
        ring.signalRoom();
    }

    /** Null if there is nothing to be taken now. */
    private @Nullable Taken takeAndUnlock(Taking how) throws IOException, InterruptedException {
        Taken taken;
        try {
            taken = takeLocked(how);
        } catch (IOException damagedOrClosed) {
            ring.wakeAll();
            throw damagedOrClosed;
        } finally {
            lock.unlock();
        }
        // the unlock is the full fence between the store of the head and the look at the word
        ring.signalRoom();
        return taken;
    }

    private @Nullable Taken takeLocked(Taking how) throws IOException, InterruptedException {
        int position = head.start();
        int passed = 0;
        while (head.hasFrame(position)) {
            int next = head.next(position);
            int frame = memory.frame(position);
            byte kind = memory.kind(frame);
            if (kind == ManyToManyRingLayout.WHOLE) {
                if (memory.length(frame) > how.limit()) {
                    head.store(passed, position);
                    return Nothing.TOO_LONG;
                }
                Message message = how.opener().open(memory.copy(frame), true);
                head.store(passed + 1, next);
                passed = 0;
                if (message != null) {
                    return message;
                }
            } else if (kind == ManyToManyRingLayout.FIRST) {
                head.store(passed, position);
                long total = checkedTotal(position, memory.length(frame) - ManyToManyRingLayout.TOTAL_LENGTH);
                PieceTarget target = how.target();
                if (target == null && total > how.limit()) {
                    return Nothing.TOO_LONG;
                }
                return gather(position, total, target == null ? new PieceTarget((int) total) : target, how.guard());
            }
            // a fill, or a piece of a message whose beginning was lost with its reader
            passed += kind == ManyToManyRingLayout.LAST ? 1 : 0;
            position = next;
        }
        head.store(passed, position);
        return null;
    }

    /** Takes a message of several frames, of which the first is here; null if the rest does not come. Under the lock. */
    private @Nullable Message gather(int first, long total, PieceTarget target, RingGuard guard)
            throws IOException, InterruptedException {
        int frame = memory.frame(first);
        byte type = memory.type(frame);
        int header = ManyToManyRingLayout.FRAME_HEADER + ManyToManyRingLayout.TOTAL_LENGTH;
        int length = memory.length(frame) - ManyToManyRingLayout.TOTAL_LENGTH;
        int position = first;
        long left = total;
        while (true) {
            target.take(memory, frame + header, length);
            position = step(position);
            target.write(length);
            left -= length;
            if (left == 0) {
                return target.message(type);
            }
            position = nextPiece(position, left, guard);
            if (position == NO_PIECE) {
                target.breakOff(left);
                return null;
            }
            frame = memory.frame(position);
            header = ManyToManyRingLayout.FRAME_HEADER;
            length = memory.length(frame);
        }
    }

    /** Waits for the next MORE of a message of which so many bytes are missing: its position, or NO_PIECE if it does not come. */
    private int nextPiece(int after, long missing, RingGuard guard) throws IOException, InterruptedException {
        int position = after;
        while (true) {
            if (!head.hasFrame(position)) {
                if (new ManyToManyRingWait(ring, guard, Long.MAX_VALUE).piece() != RingOutcome.DONE) {
                    return NO_PIECE;
                }
                continue;
            }
            head.next(position);
            int frame = memory.frame(position);
            byte kind = memory.kind(frame);
            int length = memory.length(frame);
            boolean more = kind == ManyToManyRingLayout.MORE && length < missing;
            if (more || kind == ManyToManyRingLayout.LAST && length == missing) {
                return position;
            }
            if (kind != ManyToManyRingLayout.PADDING) {
                // another message: the sender of this one has died or given up
                return NO_PIECE;
            }
            position = step(position);
        }
    }

    /** The length of the message that begins here, of which so many bytes are in its FIRST. */
    private long checkedTotal(int first, int got) throws IOException {
        long total = memory.total(memory.frame(first));
        if (total <= got) {
            throw memory.damaged("position=" + first + ", first=" + got + ", total=" + total);
        }
        return total;
    }

    /** Gives a frame back and lets its writer know, under the lock. */
    private int step(int position) throws IOException {
        int next = head.next(position);
        head.store(ManyToManyRingLayout.messagesOf(memory.kind(memory.frame(position))), next);
        VarHandle.fullFence();
        ring.signalRoom();
        return next;
    }
}

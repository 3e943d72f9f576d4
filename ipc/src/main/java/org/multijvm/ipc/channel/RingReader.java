package org.multijvm.ipc.channel;

import java.io.EOFException;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.sync.RobustLock;

/** The reading side of a {@link MessageRing}: what is done under its reading lock. Thread-safe. */
final class RingReader {
    private static final byte[] NOTHING = {};

    /** No position: those are multiples of 8. */
    private static final int NO_PIECE = 1;

    private final MessageRing ring;
    private final RobustLock lock;
    private final RingHead head;
    private final RingMemory memory;

    RingReader(MessageRing ring, RobustLock lock, RingMemory memory) {
        this.ring = ring;
        this.lock = lock;
        this.memory = memory;
        this.head = new RingHead(memory);
    }

    Message take(Taking how, long nanos) throws IOException, InterruptedException {
        if (head.seemsToHaveFrame() && lock.tryLock()) {
            Message message = takeAndUnlock(how);
            if (message != null) {
                return message;
            }
        }
        RingWait wait = new RingWait(ring, how.guard(), nanos);
        while (true) {
            RingOutcome got = wait.data();
            if (got == RingOutcome.DONE) {
                got = wait.lock(lock);
            }
            Message message = got == RingOutcome.DONE ? takeAndUnlock(how) : Message.of(got);
            if (message != null) {
                if (wait.slept() && ring.hasData()) {
                    ring.signalData();
                }
                return message;
            }
        }
    }

    void look(RingGuard guard, Predicate<Message> visitor) throws IOException, InterruptedException {
        new RingWait(ring, guard, Long.MAX_VALUE).lock(lock);
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
            lock.unlock();
        }
    }

    /** Null if there is nothing to be taken now. */
    private @Nullable Message takeAndUnlock(Taking how) throws IOException, InterruptedException {
        Message message;
        try {
            message = takeLocked(how);
        } finally {
            lock.unlock();
        }
        // the unlock is the full fence between the store of the head and the look at the word
        ring.signalRoom();
        return message;
    }

    private @Nullable Message takeLocked(Taking how) throws IOException, InterruptedException {
        int position = head.start();
        while (head.hasFrame(position)) {
            int frame = memory.frame(position);
            byte kind = memory.kind(frame);
            int next = position + MessageRingLayout.frameBytes(memory.length(frame));
            if (kind == MessageRingLayout.WHOLE) {
                if (memory.length(frame) > how.limit()) {
                    head.store(0, position);
                    return Message.TOO_LONG;
                }
                Message message = how.opener().open(memory.copy(frame), true);
                head.store(1, next);
                if (message != null) {
                    return message;
                }
            } else if (kind == MessageRingLayout.FIRST) {
                head.store(0, position);
                if (how.target() != null) {
                    return gather(position, how.target(), how.guard());
                }
                return memory.total(frame) > how.limit() ? Message.TOO_LONG : gather(position, how.guard());
            }
            // a fill, or a piece of a message whose beginning was lost with its reader
            position = next;
        }
        head.store(0, position);
        return null;
    }

    /** Takes a message of several frames, of which the first is here; null if the rest does not come. Under the lock. */
    private @Nullable Message gather(int first, RingGuard guard) throws IOException, InterruptedException {
        int frame = memory.frame(first);
        byte type = memory.type(frame);
        byte[] bytes = new byte[(int) memory.total(frame)];
        int got = memory.length(frame) - MessageRingLayout.TOTAL_LENGTH;
        memory.get(firstBytes(frame), bytes, 0, got);
        int position = step(first, 0);
        while (got < bytes.length) {
            position = nextPiece(position, bytes.length - got, guard);
            if (position == NO_PIECE) {
                return null;
            }
            frame = memory.frame(position);
            int length = memory.length(frame);
            memory.get(frame + MessageRingLayout.FRAME_HEADER, bytes, got, length);
            got += length;
            position = step(position, got == bytes.length ? 1 : 0);
        }
        return new Message(type, bytes);
    }

    /** The same with bytes that go on at once. */
    private Message gather(int first, PieceTarget target, RingGuard guard) throws IOException, InterruptedException {
        int frame = memory.frame(first);
        byte type = memory.type(frame);
        long left = memory.total(frame);
        int length = memory.length(frame) - MessageRingLayout.TOTAL_LENGTH;
        target.take(memory, firstBytes(frame), length);
        int position = step(first, 0);
        target.write(length);
        left -= length;
        while (left > 0) {
            position = nextPiece(position, left, guard);
            if (position == NO_PIECE) {
                throw new EOFException("the sender has ended or given up in the middle of a message: received="
                        + target.received() + ", missing=" + left);
            }
            frame = memory.frame(position);
            length = memory.length(frame);
            left -= length;
            target.take(memory, frame + MessageRingLayout.FRAME_HEADER, length);
            position = step(position, left == 0 ? 1 : 0);
            target.write(length);
        }
        return new Message(type, NOTHING);
    }

    private static int firstBytes(int frame) {
        return frame + MessageRingLayout.FRAME_HEADER + MessageRingLayout.TOTAL_LENGTH;
    }

    /** Waits for the next MORE of a message of which so many bytes are missing: its position, or NO_PIECE if it does not come. */
    private int nextPiece(int after, long missing, RingGuard guard) throws IOException, InterruptedException {
        int position = after;
        while (true) {
            if (!head.hasFrame(position)) {
                if (new RingWait(ring, guard, Long.MAX_VALUE).piece() != RingOutcome.DONE) {
                    return NO_PIECE;
                }
                continue;
            }
            int frame = memory.frame(position);
            byte kind = memory.kind(frame);
            if (kind == MessageRingLayout.MORE && memory.length(frame) <= missing) {
                return position;
            }
            if (kind != MessageRingLayout.PADDING) {
                // another message: the sender of this one has died or given up
                return NO_PIECE;
            }
            position = step(position, 0);
        }
    }

    /** Gives a frame back and lets its writer know, under the lock. */
    private int step(int position, int messages) {
        int next = position + MessageRingLayout.frameBytes(memory.length(memory.frame(position)));
        head.store(messages, next);
        VarHandle.fullFence();
        ring.signalRoom();
        return next;
    }
}

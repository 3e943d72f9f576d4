package org.multijvm.ipc.ring;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import org.multijvm.ipc.wait.Gate;
import org.multijvm.ipc.wait.RobustLock;

/** The writing side of a {@link ManyToManyRing}: what is done under its writing lock. Thread-safe. */
final class ManyToManyRingWriter {
    private final ManyToManyRing ring;
    private final RobustLock lock;
    private final ManyToManyRingTail tail;

    /** Of this JVM's virtual threads one at a time waits to write. */
    private final Gate gate = new Gate(1);

    ManyToManyRingWriter(ManyToManyRing ring, RobustLock lock, ManyToManyRingTail tail) {
        this.ring = ring;
        this.lock = lock;
        this.tail = tail;
    }

    RingOutcome write(byte type, byte[] bytes, int offset, int length, RingGuard guard, long nanos)
            throws IOException, InterruptedException {
        if (lock.tryLock()) {
            RingOutcome outcome = placeAndUnlock(type, bytes, offset, length, guard);
            if (outcome != RingOutcome.TIME_OVER) {
                return outcome;
            }
        }
        ManyToManyRingWait wait = new ManyToManyRingWait(ring, guard, nanos);
        return wait.behind(gate, () -> write(type, bytes, offset, length, guard, wait), () -> RingOutcome.TIME_OVER);
    }

    private RingOutcome write(byte type, byte[] bytes, int offset, int length, RingGuard guard, ManyToManyRingWait wait)
            throws IOException, InterruptedException {
        while (true) {
            RingOutcome got = wait.lock(lock);
            if (got == RingOutcome.DONE) {
                got = placeAndUnlock(type, bytes, offset, length, guard);
                if (got == RingOutcome.TIME_OVER) {
                    got = wait.room(ManyToManyRingLayout.frameBytes(length));
                    if (got == RingOutcome.DONE) {
                        continue;
                    }
                }
            }
            if (wait.slept()) {
                ring.signalRoom();
            }
            return got;
        }
    }

    RingOutcome writePieces(byte type, PieceSource source, RingGuard guard, long nanos)
            throws IOException, InterruptedException {
        ManyToManyRingWait locking = new ManyToManyRingWait(ring, guard, nanos);
        RingOutcome locked = locking.behind(gate, () -> locking.lock(lock), () -> RingOutcome.TIME_OVER);
        if (locked != RingOutcome.DONE) {
            return locked;
        }
        try {
            ManyToManyRingWait wait = new ManyToManyRingWait(ring, guard, Long.MAX_VALUE);
            long sent = 0;
            while (sent < source.length()) {
                byte kind = sent == 0 ? ManyToManyRingLayout.FIRST : ManyToManyRingLayout.MORE;
                int header = sent == 0 ? ManyToManyRingLayout.TOTAL_LENGTH : 0;
                int piece = (int) Math.min(ring.longestWhole() - header, source.length() - sent);
                int from = source.next(piece);
                int last = sent + piece == source.length() ? 1 : 0;
                while (!tail.place(kind, type, source.array(), from, piece, source.length(), last)) {
                    if (wait.room(ManyToManyRingLayout.frameBytes(piece + header)) == RingOutcome.ENDED) {
                        return RingOutcome.ENDED;
                    }
                }
                if (guard.isOver(false)) {
                    return RingOutcome.ENDED;
                }
                sent += piece;
                wait.beginPieces();
                VarHandle.fullFence();
                ring.signalData();
            }
            return RingOutcome.DONE;
        } finally {
            lock.unlock();
        }
    }

    private RingOutcome placeAndUnlock(byte type, byte[] bytes, int offset, int length, RingGuard guard)
            throws IOException {
        RingOutcome outcome = RingOutcome.TIME_OVER;
        try {
            if (guard.isOver(false)) {
                outcome = RingOutcome.ENDED;
            } else if (tail.place(ManyToManyRingLayout.WHOLE, type, bytes, offset, length, length, 1)) {
                outcome = RingOutcome.DONE;
            }
        } finally {
            lock.unlock();
        }
        if (outcome == RingOutcome.DONE) {
            // the unlock is the full fence between the store of the tail and the look at the word
            ring.signalData();
        }
        return outcome;
    }

    void whileNobodyWrites(RingGuard guard, Runnable action) throws IOException, InterruptedException {
        new ManyToManyRingWait(ring, guard, Long.MAX_VALUE).lock(lock);
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}

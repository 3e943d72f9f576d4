package org.multijvm.ipc.queue;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.ring.ManyToManyRing;
import org.multijvm.ipc.ring.RingGuard;
import org.multijvm.ipc.ring.RingOutcome;
import org.multijvm.ipc.wait.Slices;

/**
 * Puts elements that are too long for the ring: into a file, when there is room for one. Where there are no files and still no room for one,
 * the element goes through the ring in pieces, at the pace of the consumer that takes it. Thread-safe.
 */
final class LongElements {
    /** All files together may have so many times the ring's bytes. */
    private static final int FILES_TO_RING = 16;

    private static final long FIRST_POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LAST_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SWEEP_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final ManyToManyRing ring;
    private final BlockFiles blocks;

    LongElements(ManyToManyRing ring, BlockFiles blocks) {
        this.ring = ring;
        this.blocks = blocks;
    }

    /** Puts one, as {@link ManyToManyRing#write} does. */
    RingOutcome write(byte type, byte[] bytes, int length, RingGuard guard, long nanos)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        byte[] reference = null;
        while (reference == null) {
            RingOutcome room = awaitRoom(length, guard, left(nanos, start));
            if (room != RingOutcome.DONE) {
                return room;
            }
            boolean alone = blocks.bytes() == 0;
            reference = blocks.hasSpace(length) ? writeFile(type, bytes, length) : null;
            if (reference == null && alone) {
                return ring.write(type, bytes, 0, length, guard, left(nanos, start));
            }
        }
        RingOutcome outcome = RingOutcome.TIME_OVER;
        try {
            outcome = ring.write(BlockFiles.BLOCK, reference, 0, reference.length, guard, left(nanos, start));
        } finally {
            if (outcome != RingOutcome.DONE) {
                blocks.remove(reference);
            }
        }
        return outcome;
    }

    private static long left(long nanos, long start) {
        return nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos) - (System.nanoTime() - start);
    }

    /** Null if somebody else took the space meanwhile. */
    private byte @Nullable [] writeFile(byte type, byte[] bytes, int length) throws IOException {
        try {
            return blocks.write(type, bytes, length);
        } catch (IOException e) {
            if (blocks.hasSpace(length)) {
                throw e;
            }
            return null;
        }
    }

    /** What is there is counted each time: so no death can leave a wrong count. */
    private RingOutcome awaitRoom(int length, RingGuard guard, long nanos) throws IOException, InterruptedException {
        Slices slices = new Slices();
        long nextSweep = 0;
        long pause = FIRST_POLL_NANOS;
        while (true) {
            if (guard.isOver(false)) {
                return RingOutcome.ENDED;
            }
            long used = blocks.bytes();
            if (used == 0 || used + length <= FILES_TO_RING * 4L * ring.longestWhole() && blocks.hasSpace(length)) {
                return RingOutcome.DONE;
            }
            long waited = slices.waited();
            if (waited >= nextSweep) {
                nextSweep = waited + SWEEP_EVERY_NANOS;
                sweep(guard);
                continue;
            }
            if (waited >= nanos) {
                return RingOutcome.TIME_OVER;
            }
            LockSupport.parkNanos(this, Math.min(nanos - waited, pause));
            slices.checkInterrupt("room for an element of " + length + " bytes");
            pause = Math.min(2 * pause, LAST_POLL_NANOS);
        }
    }

    private void sweep(RingGuard guard) throws IOException, InterruptedException {
        String[] listed = blocks.list();
        Set<String> inRing = new HashSet<>();
        ring.look(guard, message -> {
            if (message.type() == BlockFiles.BLOCK) {
                inRing.add(BlockFiles.name(message.bytes()));
            }
            return true;
        });
        blocks.sweep(listed, inRing);
    }
}

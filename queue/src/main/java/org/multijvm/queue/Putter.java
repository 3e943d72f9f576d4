package org.multijvm.queue;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.multijvm.ipc.queue.QueueShutDownException;

/** Puts messages, and forces them to the disk. Thread-safe. */
final class Putter {
    private final Parts parts;
    private final Settings settings;

    Putter(Parts parts) {
        this.parts = parts;
        this.settings = parts.settings;
    }

    /** What becomes of a message that is put. */
    enum Put {
        DONE,
        NO_ROOM,
        KEY_IS_KNOWN,
        SHUT_DOWN
    }

    /** What a message is. */
    private record Body(byte kind, byte[] bytes, int length) {}

    /**
     * Puts a message, waiting at most so long for room.
     *
     * @param open whether the handle is still open
     * @throws IOException if the disk is full; the queue is as before
     * @throws QueueShutDownException if the queue is or gets shut down
     */
    Put put(byte kind, byte[] bytes, int length, PutOptions options, long nanos, BooleanSupplier open)
            throws IOException, InterruptedException {
        JdkAccess.ensure();
        if (length <= BigFiles.LONGEST_IN_LOG) {
            return put(new Body(kind, bytes, length), options, new Wait(nanos), open);
        }
        byte[] reference = parts.bigFiles.write(kind, bytes, length, settings.sync());
        Put put = Put.NO_ROOM;
        try {
            put = put(new Body(BigFiles.BIG, reference, reference.length), options, new Wait(nanos), open);
            return put;
        } finally {
            if (put != Put.DONE) {
                parts.bigFiles.remove(reference);
            }
        }
    }

    private Put put(Body body, PutOptions options, Wait wait, BooleanSupplier open)
            throws IOException, InterruptedException {
        Lane lane = parts.lanes[options.priority()];
        while (true) {
            Put put = parts.putLock.within(wait, () -> putLocked(lane, body, options), Put.NO_ROOM);
            if (put == Put.SHUT_DOWN) {
                throw new QueueShutDownException(
                        "the queue was shut down, nothing can be put: queue=" + parts.home.name());
            }
            if (put == Put.DONE) {
                parts.items.ring();
                if (settings.sync()) {
                    force(lane, lane.tail());
                }
            }
            if (put != Put.NO_ROOM || wait.isOver() || !awaitRoom(wait, open) || !open.getAsBoolean()) {
                return put;
            }
        }
    }

    private boolean awaitRoom(Wait wait, BooleanSupplier open) throws InterruptedException {
        return parts.room.await(
                () -> !open.getAsBoolean() || parts.control.state() != Control.OPEN || hasRoom(),
                wait,
                "room in a queue: maxSize=" + settings.maxSize(),
                () -> {});
    }

    private Put putLocked(Lane lane, Body body, PutOptions options) throws IOException {
        if (parts.control.state() != Control.OPEN) {
            return Put.SHUT_DOWN;
        }
        if (!hasRoom()) {
            return Put.NO_ROOM;
        }
        long now = System.currentTimeMillis();
        // first, since a key that is noted for a message that does not come would count for the next one
        lane.makeRoom(body.length());
        if (options.key().isPresent()
                && !parts.keys.add(options.key().get(), lane.index(), now, now + settings.keyMillis())) {
            return Put.KEY_IS_KNOWN;
        }
        lane.put(body.kind(), body.bytes(), body.length(), now, options.dueAtMillis(now));
        return Put.DONE;
    }

    private boolean hasRoom() {
        return settings.maxSize() == 0 || parts.waiting() < settings.maxSize();
    }

    /** Waits until so many messages are on the disk. Whoever gets the lock forces all that is there, so that those behind find theirs forced. */
    private void force(Lane lane, long messages) throws IOException, InterruptedException {
        try {
            while (lane.forced() < messages) {
                parts.forceLock.within(() -> {
                    if (lane.forced() < messages) {
                        lane.force();
                    }
                    return true;
                });
            }
        } catch (IOException e) {
            throw new IOException("a message is in the queue but perhaps not on the disk: " + e.getMessage(), e);
        }
    }
}

package org.multijvm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.multijvm.ipc.wait.ProcessKey;

/**
 * A queue as this JVM has it; all handles of the JVM share it. Thread-safe.
 *
 * <p>It has two locks, so that producers and consumers do not wait for each other: a thread that needs both takes the putting lock first. What is thrown inside of a lock makes
 * its next owner repair, but for an {@link IOException}: that says that nothing has changed.
 */
final class QueueCore {
    private final Parts parts;
    private final Putter putter;
    private final Taker taker;

    QueueCore(Home home) {
        this.parts = new Parts(home);
        this.putter = new Putter(parts);
        this.taker = new Taker(parts);
    }

    Home home() {
        return parts.home;
    }

    Settings settings() {
        return parts.settings;
    }

    Lane lane(int index) {
        return parts.lanes[index];
    }

    Putter putter() {
        return putter;
    }

    Taker taker() {
        return taker;
    }

    int state() {
        return parts.control.state();
    }

    long waiting() {
        return parts.waiting();
    }

    long unfinished() {
        return parts.unfinished();
    }

    boolean isEnded() {
        return parts.isEnded();
    }

    /** By the first process that opens a queue with a name: nobody else is there. */
    void recover(boolean trusted) throws IOException {
        for (int at = ControlLayout.PUT_LOCK_AT; at < ControlLayout.LIVE_AT; at += Long.BYTES) {
            parts.control.set(at, 0);
        }
        parts.control.state(Control.OPEN);
        for (Lane lane : parts.lanes) {
            lane.recover(trusted);
        }
        Hands hands = parts.hands;
        hands.recover(trusted, parts::head);
        parts.keys.recover(trusted);
        for (Hands.Slot slot : hands.slots()) {
            if (slot.state() == HandTable.HAND) {
                hands.giveBack(slot);
            }
        }
        taker.deleteDone(hands.sweep(System.currentTimeMillis()));
        if (waiting() == 0 && hands.live() == 0 && hands.deadCount() == 0) {
            parts.bigFiles.removeAll();
        }
        parts.release();
    }

    /** Drops what waits. */
    void clear() throws IOException, InterruptedException {
        parts.putLock.within(() -> taker.underLock(() -> {
            taker.removeFilesOfWaiting();
            for (Lane lane : parts.lanes) {
                lane.clear();
            }
            if (parts.isJoinable()) {
                parts.hands.clearWaiting();
                taker.deleteDone(parts.hands.sweep(System.currentTimeMillis()));
            } else {
                taker.deleteDone(Collections.emptyMap());
            }
            return true;
        }));
        parts.room.ringAll();
        parts.join.ringAll();
    }

    /** Forgets the keys. */
    void forgetKeys() throws IOException, InterruptedException {
        parts.putLock.within(() -> {
            parts.keys.forgetAll();
            return true;
        });
    }

    /** Ends it for all. */
    void shutdown(boolean immediate) throws IOException, InterruptedException {
        parts.putLock.within(() -> {
            parts.control.state(Math.max(state(), immediate ? Control.DROPPED : Control.SHUT));
            return true;
        });
        wakeAll();
        if (immediate) {
            clear();
        }
    }

    void wakeAll() {
        parts.items.wakeAll();
        parts.room.wakeAll();
        parts.join.wakeAll();
    }

    /** What is told of it: some of it counted while others go on. */
    QueueReport report() throws IOException, InterruptedException {
        long now = System.currentTimeMillis();
        return taker.underLock(() -> {
            Map<Long, Integer> inHand = new HashMap<>();
            if (parts.isJoinable()) {
                for (Hands.Slot slot : parts.hands.slots()) {
                    if (slot.state() == HandTable.HAND) {
                        inHand.merge(ProcessKey.pid(slot.owner()), 1, Integer::sum);
                    }
                }
            }
            long oldest = 0;
            long bytes = ControlLayout.BYTES + parts.bigFiles.bytes();
            for (Lane lane : parts.lanes) {
                Lane.Oldest first = lane.oldest();
                oldest = first == null
                        ? oldest
                        : Math.max(oldest, now - first.frame().putAt());
                bytes += lane.bytes();
            }
            return new QueueReport(
                    waiting(),
                    parts.isJoinable() ? parts.hands.delayedCount() : 0,
                    inHand,
                    parts.isJoinable() ? parts.hands.deadCount() : 0,
                    parts.control.get(ControlLayout.REDELIVERED_AT),
                    parts.control.get(ControlLayout.DROPPED_AT),
                    Duration.ofMillis(oldest),
                    bytes);
        });
    }

    /** No handle of this JVM is left. */
    void close() {
        parts.release();
        parts.home.close();
    }

    static UncheckedIOException unchecked(IOException e) {
        return new UncheckedIOException(e.getMessage(), e);
    }
}

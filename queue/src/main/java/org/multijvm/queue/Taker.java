package org.multijvm.queue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Takes messages, and what is done with those in hand. Thread-safe. */
final class Taker {
    private final Parts parts;
    private final Hands hands;

    /** A lane has gone on to another segment: those before it may be done. */
    private boolean cleanUpIsDue;

    Taker(Parts parts) {
        this.parts = parts;
        this.hands = parts.hands;
    }

    /**
     * Takes up to a number of messages, those that are there; waits at most so long for the first.
     *
     * @param open whether the handle is still open
     * @return empty if there was none, also because the queue was shut down
     */
    List<Taken> take(int most, long nanos, BooleanSupplier open) throws IOException, InterruptedException {
        Wait wait = new Wait(nanos);
        while (true) {
            if (mayHaveMessage()) {
                List<Taken> messages =
                        parts.takeLock.within(wait, () -> takeLocked(most), Collections.<Taken>emptyList());
                if (!messages.isEmpty()) {
                    tellOthers(messages.size());
                    return messages;
                }
            }
            if (wait.isOver() || !awaitMessage(wait, open) || !open.getAsBoolean() || parts.isEnded()) {
                return Collections.emptyList();
            }
        }
    }

    private boolean awaitMessage(Wait wait, BooleanSupplier open) throws InterruptedException {
        return parts.items.await(
                () -> !open.getAsBoolean() || mayHaveMessage() || parts.isEnded(),
                wait,
                "a message",
                this::releaseStale);
    }

    private boolean mayHaveMessage() {
        for (Lane lane : parts.lanes) {
            if (lane.size() > 0) {
                return true;
            }
        }
        return parts.isJoinable() && (hands.readyCount() > 0 || hands.isSweepDue(System.currentTimeMillis()));
    }

    private void tellOthers(int taken) {
        if (parts.settings.maxSize() > 0) {
            for (int i = 0; i < taken; i++) {
                parts.room.ring();
            }
        }
        if (mayHaveMessage()) {
            parts.items.ring();
        }
    }

    /** Others may have removed what this JVM has mapped, and it may wait for long. */
    private void releaseStale() {
        boolean mapped = false;
        for (Lane lane : parts.lanes) {
            mapped |= lane.hasViews();
        }
        if (!mapped) {
            return;
        }
        try {
            parts.takeLock.within(
                    new Wait(0),
                    () -> {
                        cleanUp(System.currentTimeMillis());
                        for (Lane lane : parts.lanes) {
                            lane.releaseStale();
                        }
                        return true;
                    },
                    false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException tryAgain) {
            // with the next message
        }
    }

    /** Takes back what is in dead hands, and removes segments that were left behind. Under the taking lock, before anything is taken. */
    private void cleanUp(long now) throws IOException {
        boolean due = cleanUpIsDue;
        cleanUpIsDue = false;
        if (parts.isJoinable()) {
            if (due || hands.isSweepDue(now)) {
                deleteDone(hands.sweep(now));
            }
        } else if (due) {
            deleteDone(Collections.emptyMap());
        }
    }

    private List<Taken> takeLocked(int most) throws IOException {
        List<Taken> messages = new ArrayList<>(1);
        if (parts.control.state() == Control.DROPPED) {
            return messages;
        }
        long now = System.currentTimeMillis();
        cleanUp(now);
        try {
            while (messages.size() < most) {
                Taken taken = next(now);
                if (taken == null) {
                    break;
                }
                messages.add(taken);
            }
        } catch (IOException e) {
            if (messages.isEmpty()) {
                throw e;
            }
        } catch (OutOfMemoryError e) {
            if (messages.isEmpty()) {
                throw e;
            }
            // those that were taken go to their consumer; the one that was not may have left something half done
            parts.takeLock.spoil();
        }
        return messages;
    }

    private @Nullable Taken next(long now) throws IOException {
        for (int i = parts.lanes.length - 1; i >= 0; i--) {
            Taken taken = parts.isJoinable() ? nextAgain(i, now) : null;
            Lane lane = parts.lanes[i];
            while (taken == null && lane.size() > 0) {
                Lane.Oldest oldest = lane.oldest();
                if (oldest == null) {
                    break;
                }
                taken = takeOut(lane, oldest, now);
            }
            if (taken != null) {
                return taken;
            }
        }
        return null;
    }

    private @Nullable Taken nextAgain(int leastLane, long now) throws IOException {
        Hands.Slot slot = hands.nextReady(leastLane);
        while (slot != null) {
            Taken taken = open(slot);
            if (taken != null) {
                return taken.inHand(hands.takeAgain(slot, now));
            }
            // its segment is damaged or gone
            parts.control.add(ControlLayout.DROPPED_AT, 1);
            hands.dropReady(slot);
            slot = hands.nextReady(leastLane);
        }
        return null;
    }

    /** Null if the message is only put aside, or its file is gone. */
    private @Nullable Taken takeOut(Lane lane, Lane.Oldest oldest, long now) throws IOException {
        Frame frame = oldest.frame();
        Taken taken = null;
        if (parts.isJoinable() && frame.dueAt() > now) {
            hands.delay(lane.index(), oldest.place(), frame.dueAt(), now);
        } else {
            taken = open(frame, null);
            if (taken == null) {
                parts.control.add(ControlLayout.DROPPED_AT, 1);
            } else if (parts.isJoinable()) {
                taken = taken.inHand(hands.take(lane.index(), oldest.place(), now));
            }
        }
        // from here on the message is out of its lane, and nothing may keep it from its consumer
        cleanUpIsDue |= lane.advance(oldest);
        if (taken != null && taken.slot() == null) {
            try {
                removeFile(taken);
            } catch (OutOfMemoryError e) {
                // the file goes with the queue
            }
        }
        return taken;
    }

    private @Nullable Taken open(Hands.Slot slot) throws IOException {
        Frame frame = parts.lanes[slot.lane()].read(slot.place());
        return frame == null ? null : open(frame, slot);
    }

    private @Nullable Taken open(Frame frame, Hands.@Nullable Slot slot) throws IOException {
        if (frame.kind() != BigFiles.BIG) {
            return new Taken(frame, frame.body(), frame.kind(), slot);
        }
        byte[] body = parts.bigFiles.read(frame.body());
        return body == null ? null : new Taken(frame, body, BigFiles.kind(frame.body()), slot);
    }

    /** Removes the segments of which nothing is needed any more; under the taking lock. */
    void deleteDone(Map<Integer, Set<Long>> needed) {
        for (Lane lane : parts.lanes) {
            lane.deleteDone(needed.getOrDefault(lane.index(), Collections.emptySet()));
        }
    }

    /** What happens to a message in hand. */
    interface Change {
        void apply(Hands hands, Hands.Slot slot);
    }

    /** Changes a message that is in hand; false if it is not any more. */
    boolean change(Taken taken, Change change) throws IOException, InterruptedException {
        Hands.Slot given = taken.slot();
        return given != null && changeIf(hands.isHeldAs(given), given, change);
    }

    /** A message is done. */
    boolean done(Taken taken) throws IOException, InterruptedException {
        boolean done = change(taken, Hands::done);
        if (done) {
            removeFile(taken);
        }
        return done;
    }

    private void removeFile(Taken taken) {
        if (taken.frame().kind() == BigFiles.BIG) {
            parts.bigFiles.remove(taken.frame().body());
        }
    }

    /** Lets a dead message be delivered again; false if it is not dead any more. */
    boolean revive(Taken dead) throws IOException, InterruptedException {
        Hands.Slot given = dead.slot();
        return given != null && changeIf(hands.isDeadAs(given), given, Hands::revive);
    }

    /** Removes a dead message; false if it is not dead any more. */
    boolean bury(Taken dead) throws IOException, InterruptedException {
        Hands.Slot given = dead.slot();
        boolean buried = given != null && changeIf(hands.isDeadAs(given), given, Hands::bury);
        if (buried) {
            removeFile(dead);
        }
        return buried;
    }

    private boolean changeIf(BooleanSupplier still, Hands.Slot slot, Change change)
            throws IOException, InterruptedException {
        boolean changed = underLock(() -> {
            boolean there = still.getAsBoolean();
            if (there) {
                change.apply(hands, slot);
            }
            return there;
        });
        if (parts.unfinished() == 0) {
            parts.join.ringAll();
        }
        if (hands.readyCount() > 0) {
            parts.items.ring();
        }
        return changed;
    }

    /** Waits until all is done; false if the time or the handle ended before. */
    boolean join(long nanos, BooleanSupplier open) throws InterruptedException {
        return parts.join.await(
                        () -> !open.getAsBoolean() || parts.unfinished() == 0,
                        new Wait(nanos),
                        "all messages to be done",
                        () -> {})
                && open.getAsBoolean();
    }

    /** What can be seen of the messages that wait: of each lane those to be delivered again first. */
    List<Taken> look(int most) throws IOException, InterruptedException {
        return underLock(() -> {
            List<Taken> messages = new ArrayList<>();
            for (int i = parts.lanes.length - 1; i >= 0 && messages.size() < most; i--) {
                if (parts.isJoinable()) {
                    lookAgain(parts.lanes[i], messages, most);
                }
                look(parts.lanes[i], messages, most);
            }
            return messages;
        });
    }

    private void lookAgain(Lane lane, List<Taken> messages, int most) throws IOException {
        List<Hands.Slot> again = hands.slots();
        again.removeIf(slot -> slot.state() != HandTable.READY || slot.lane() != lane.index());
        again.sort((a, b) -> Long.compare(a.place().number(), b.place().number()));
        for (Hands.Slot slot : again) {
            if (messages.size() < most) {
                addIfThere(messages, open(slot));
            }
        }
    }

    private void look(Lane lane, List<Taken> messages, int most) throws IOException {
        int wanted = most - messages.size();
        long now = System.currentTimeMillis();
        List<Frame> frames = new ArrayList<>();
        lane.look(oldest -> {
            if (oldest.frame().dueAt() <= now && frames.size() < wanted) {
                frames.add(oldest.frame());
            }
            return frames.size() < wanted;
        });
        for (Frame frame : frames) {
            addIfThere(messages, open(frame, null));
        }
    }

    private static void addIfThere(List<Taken> messages, @Nullable Taken taken) {
        if (taken != null) {
            messages.add(taken);
        }
    }

    /** Removes the files of the messages that wait; under both locks. */
    void removeFilesOfWaiting() throws IOException {
        if (parts.bigFiles.bytes() == 0) {
            return;
        }
        for (Lane lane : parts.lanes) {
            lane.look(oldest -> {
                if (oldest.frame().kind() == BigFiles.BIG) {
                    parts.bigFiles.remove(oldest.frame().body());
                }
                return true;
            });
        }
    }

    /** The dead messages. */
    List<Taken> dead() throws IOException, InterruptedException {
        return underLock(() -> {
            List<Taken> messages = new ArrayList<>();
            for (Hands.Slot slot : hands.slots()) {
                if (slot.state() == HandTable.DEAD) {
                    addIfThere(messages, open(slot));
                }
            }
            return messages;
        });
    }

    /** Does something under the taking lock, however long it takes to come. */
    <T> T underLock(QueueLock.Section<T> section) throws IOException, InterruptedException {
        return parts.takeLock.within(section);
    }
}

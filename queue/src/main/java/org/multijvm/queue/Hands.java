package org.multijvm.queue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.ProcessKey;

/**
 * The messages of a joinable queue that are outside of their lanes: in hand, to be delivered again, not yet due, dead. Used under the taking lock, but for the counts.
 *
 * <p>The slots lie in files of which each has as many as all before it, so that there is no limit. The counts in the control memory say how many slots have which state; they are
 * counted anew by {@link #repair} when a process died that had the lock.
 */
final class Hands {
    private static final int FIRST_SLOTS = 1024;
    private static final int MOST_CACHED = 256;
    private static final long SWEEP_EVERY_MILLIS = 40;
    private static final int SWEEP_SHARE = 10;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    private final Control control;
    private final Settings settings;
    private final Path folder;
    private final List<HandTable> tables = new ArrayList<>();

    /** Where a free slot is likely. */
    private int hint;

    /** Slots to be delivered again, the first one first; each is looked at again before it is used. */
    private final ArrayDeque<Slot> ready = new ArrayDeque<>();

    Hands(Control control, Settings settings, Path folder) {
        this.control = control;
        this.settings = settings;
        this.folder = folder;
    }

    /**
     * What a slot says.
     *
     * @param index the slot
     * @param state its state
     * @param lane the message's lane
     * @param place where the message lies
     * @param deliveries how often it was delivered
     * @param owner whose it is
     * @param until when it is due, or its lease ends; 0 if it does not
     * @param since when it was taken
     */
    record Slot(int index, long state, int lane, Place place, int deliveries, long owner, long until, long since) {}

    long live() {
        return control.get(ControlLayout.LIVE_AT);
    }

    long readyCount() {
        return control.get(ControlLayout.READY_AT);
    }

    long delayedCount() {
        return control.get(ControlLayout.DELAYED_AT);
    }

    long deadCount() {
        return control.get(ControlLayout.DEAD_AT);
    }

    /** Whether there is something to do for whoever looks: a message is due, a lease over, or it is time to look for the dead. */
    boolean isSweepDue(long now) {
        long next = control.get(ControlLayout.NEXT_SWEEP_AT);
        // one that is far away was noted before the clock was set back
        return live() > 0
                && (now >= next
                        || next - now > LONGEST_PAUSE_MILLIS
                        || delayedCount() > 0 && now >= control.get(ControlLayout.NEXT_DUE_AT));
    }

    /** When the next delayed message is due, or {@link Long#MAX_VALUE}. */
    long nextDue() {
        return delayedCount() > 0 ? control.get(ControlLayout.NEXT_DUE_AT) : Long.MAX_VALUE;
    }

    /** Puts a message into the hand of this process; it is not out of its lane yet. */
    Slot take(int lane, Place place, long now) throws IOException {
        int slot = freeSlot();
        long until = settings.leaseMillis() == 0 ? 0 : now + settings.leaseMillis();
        fill(slot, lane, place, 1, ProcessKey.SELF, until, now, HandTable.HAND);
        return read(slot);
    }

    /** Puts a message aside until it is due; it is not out of its lane yet. */
    void delay(int lane, Place place, long dueAt, long now) throws IOException {
        int slot = freeSlot();
        long next = nextDue();
        fill(slot, lane, place, 0, 0, dueAt, now, HandTable.DELAYED);
        control.set(ControlLayout.NEXT_DUE_AT, Math.min(next, dueAt));
        control.add(ControlLayout.DELAYED_AT, 1);
    }

    private void fill(int slot, int lane, Place place, int deliveries, long owner, long until, long since, long state) {
        HandTable table = table(slot);
        int at = inTable(slot);
        table.set(at, HandTable.NUMBER, place.number());
        table.set(at, HandTable.SEGMENT, place.segment());
        table.set(at, HandTable.OFFSET, place.offset());
        table.set(at, HandTable.OWNER, owner);
        table.set(at, HandTable.LANE_AND_DELIVERIES, (long) deliveries << 32 | lane);
        table.set(at, HandTable.UNTIL, until);
        table.set(at, HandTable.SINCE, since);
        table.set(at, HandTable.STATE, state);
        control.add(ControlLayout.LIVE_AT, 1);
    }

    /** The message that is to be delivered again first, of lanes from this one upwards; null if there is none. */
    @Nullable
    Slot nextReady(int leastLane) throws IOException {
        if (readyCount() <= 0) {
            return null;
        }
        while (true) {
            Slot first = ready.peek();
            if (first == null) {
                collectReady();
                first = ready.peek();
                if (first == null) {
                    return null;
                }
            }
            Slot now = read(first.index());
            if (now.state() == HandTable.READY && now.place().equals(first.place())) {
                return now.lane() >= leastLane ? now : null;
            }
            ready.poll();
        }
    }

    private void collectReady() throws IOException {
        Comparator<Slot> order = Comparator.comparingInt((Slot slot) -> -slot.lane())
                .thenComparingLong(slot -> slot.place().number());
        PriorityQueue<Slot> first = new PriorityQueue<>(order.reversed());
        for (Slot slot : slots()) {
            if (slot.state() == HandTable.READY) {
                first.add(slot);
                if (first.size() > MOST_CACHED) {
                    first.poll();
                }
            }
        }
        List<Slot> sorted = new ArrayList<>(first);
        sorted.sort(order);
        ready.clear();
        ready.addAll(sorted);
        if (sorted.isEmpty()) {
            control.set(ControlLayout.READY_AT, 0);
        }
    }

    /** Gives a message that is to be delivered again to this process. */
    Slot takeAgain(Slot slot, long now) {
        HandTable table = table(slot.index());
        int at = inTable(slot.index());
        table.set(at, HandTable.OWNER, ProcessKey.SELF);
        table.set(at, HandTable.LANE_AND_DELIVERIES, (long) (slot.deliveries() + 1) << 32 | slot.lane());
        table.set(at, HandTable.UNTIL, settings.leaseMillis() == 0 ? 0 : now + settings.leaseMillis());
        table.set(at, HandTable.SINCE, now);
        table.set(at, HandTable.STATE, HandTable.HAND);
        control.add(ControlLayout.READY_AT, -1);
        if (slot.deliveries() > 0) {
            control.add(ControlLayout.REDELIVERED_AT, 1);
        }
        return read(slot.index());
    }

    /** Whether a message is still in the hand that it was given to. */
    BooleanSupplier isHeldAs(Slot given) {
        return () -> {
            Slot now = read(given.index());
            return now.state() == HandTable.HAND
                    && now.owner() == given.owner()
                    && now.deliveries() == given.deliveries()
                    && isSameMessage(now, given);
        };
    }

    /** Whether a message that was dead is so still. */
    BooleanSupplier isDeadAs(Slot given) {
        return () -> {
            Slot now = read(given.index());
            return now.state() == HandTable.DEAD && isSameMessage(now, given);
        };
    }

    private static boolean isSameMessage(Slot one, Slot other) {
        return one.lane() == other.lane() && one.place().equals(other.place());
    }

    /** A message that was to be delivered again is not there any more. */
    void dropReady(Slot slot) {
        control.add(ControlLayout.READY_AT, -1);
        done(slot);
    }

    /** A message is done. */
    void done(Slot slot) {
        free(slot.index());
        control.add(ControlLayout.LIVE_AT, -1);
        if (live() == 0 && deadCount() == 0) {
            // all are free, and need not be looked at any more
            control.set(ControlLayout.SLOTS_AT, 0);
        }
    }

    private void free(int slot) {
        table(slot).set(inTable(slot), HandTable.STATE, HandTable.FREE);
        hint = slot;
    }

    /** Makes the lease of a message end later. */
    void renew(Slot slot, long until) {
        table(slot.index()).set(inTable(slot.index()), HandTable.UNTIL, until);
    }

    /** A message comes back: it is delivered again, or is dead if that was too often. */
    void giveBack(Slot slot) {
        if (settings.maxDeliveries() > 0 && slot.deliveries() >= settings.maxDeliveries()) {
            kill(slot);
        } else {
            toReady(slot.index());
        }
    }

    private void toReady(int slot) {
        table(slot).set(inTable(slot), HandTable.STATE, HandTable.READY);
        control.add(ControlLayout.READY_AT, 1);
        ready.clear();
    }

    /** A message is not delivered any more. */
    void kill(Slot slot) {
        table(slot.index()).set(inTable(slot.index()), HandTable.STATE, HandTable.DEAD);
        control.add(ControlLayout.LIVE_AT, -1);
        control.add(ControlLayout.DEAD_AT, 1);
    }

    /** A dead message is delivered again, as if for the first time. */
    void revive(Slot slot) {
        HandTable table = table(slot.index());
        table.set(inTable(slot.index()), HandTable.LANE_AND_DELIVERIES, slot.lane());
        control.add(ControlLayout.DEAD_AT, -1);
        control.add(ControlLayout.LIVE_AT, 1);
        toReady(slot.index());
    }

    /** A dead message goes for good. */
    void bury(Slot slot) {
        free(slot.index());
        control.add(ControlLayout.DEAD_AT, -1);
    }

    /** Drops what waits to be delivered again or is not yet due. */
    void clearWaiting() throws IOException {
        for (Slot slot : slots()) {
            if (slot.state() == HandTable.READY || slot.state() == HandTable.DELAYED) {
                done(slot);
            }
        }
        control.set(ControlLayout.READY_AT, 0);
        control.set(ControlLayout.DELAYED_AT, 0);
    }

    /** All slots that are not free. */
    List<Slot> slots() throws IOException {
        List<Slot> slots = new ArrayList<>();
        int used = used();
        for (int i = 0; i < used; i++) {
            if (state(i) != HandTable.FREE) {
                slots.add(read(i));
            }
        }
        return slots;
    }

    /**
     * Takes back what is in the hands of the dead or of those whose lease is over, and what has become due.
     *
     * @return the numbers of segments that are needed still, by lane
     */
    Map<Integer, Set<Long>> sweep(long now) throws IOException {
        long start = System.currentTimeMillis();
        Map<Long, Boolean> dead = new HashMap<>();
        Map<Integer, Set<Long>> needed = new HashMap<>();
        long nextDue = Long.MAX_VALUE;
        for (Slot slot : slots()) {
            if (slot.state() == HandTable.HAND) {
                if (slot.until() != 0 && now >= slot.until()
                        || dead.computeIfAbsent(slot.owner(), ProcessKey::isDead)) {
                    giveBack(slot);
                }
            } else if (slot.state() == HandTable.DELAYED) {
                if (now >= slot.until()) {
                    control.add(ControlLayout.DELAYED_AT, -1);
                    toReady(slot.index());
                } else {
                    nextDue = Math.min(nextDue, slot.until());
                }
            }
            needed.computeIfAbsent(slot.lane(), lane -> new HashSet<>())
                    .add(slot.place().segment());
        }
        control.set(ControlLayout.NEXT_DUE_AT, nextDue);
        long took = Math.max(0, System.currentTimeMillis() - start);
        control.set(
                ControlLayout.NEXT_SWEEP_AT,
                now + Math.min(LONGEST_PAUSE_MILLIS, SWEEP_EVERY_MILLIS + SWEEP_SHARE * took));
        return needed;
    }

    /**
     * After a death: what was to be put into a slot and is still in its lane has no slot, and all is counted.
     *
     * @param heads the head of each lane
     */
    void repair(LongUnaryOperator heads) {
        long[] counts = new long[5];
        int used = (int) control.get(ControlLayout.SLOTS_AT);
        long nextDue = Long.MAX_VALUE;
        for (int i = 0; i < used; i++) {
            Slot slot = read(i);
            boolean sound = slot.state() >= HandTable.FREE
                    && slot.state() <= HandTable.DEAD
                    && slot.lane() >= 0
                    && slot.lane() < settings.lanes()
                    && slot.place().number() < heads.applyAsLong(slot.lane());
            if (!sound) {
                free(i);
            } else {
                counts[(int) slot.state()]++;
                nextDue = slot.state() == HandTable.DELAYED ? Math.min(nextDue, slot.until()) : nextDue;
            }
        }
        long alive = counts[1] + counts[2] + counts[3];
        control.set(ControlLayout.LIVE_AT, alive);
        control.set(ControlLayout.READY_AT, counts[(int) HandTable.READY]);
        control.set(ControlLayout.DELAYED_AT, counts[(int) HandTable.DELAYED]);
        control.set(ControlLayout.DEAD_AT, counts[(int) HandTable.DEAD]);
        control.set(ControlLayout.NEXT_DUE_AT, nextDue);
        control.set(ControlLayout.NEXT_SWEEP_AT, 0);
        ready.clear();
    }

    Slot read(int slot) {
        HandTable table = table(slot);
        int at = inTable(slot);
        long laneAndDeliveries = table.get(at, HandTable.LANE_AND_DELIVERIES);
        return new Slot(
                slot,
                table.get(at, HandTable.STATE),
                (int) laneAndDeliveries,
                new Place(
                        table.get(at, HandTable.NUMBER),
                        table.get(at, HandTable.SEGMENT),
                        table.get(at, HandTable.OFFSET)),
                (int) (laneAndDeliveries >>> 32),
                table.get(at, HandTable.OWNER),
                table.get(at, HandTable.UNTIL),
                table.get(at, HandTable.SINCE));
    }

    private long state(int slot) {
        return table(slot).get(inTable(slot), HandTable.STATE);
    }

    private int used() {
        return (int) control.get(ControlLayout.SLOTS_AT);
    }

    private int freeSlot() throws IOException {
        int used = used();
        if (used - live() - deadCount() > 0) {
            for (int i = 0; i < used; i++) {
                int slot = (hint + i) % used;
                if (state(slot) == HandTable.FREE) {
                    hint = slot + 1;
                    return slot;
                }
            }
        }
        long capacity = capacity((int) control.get(ControlLayout.TABLES_AT));
        if (used == capacity) {
            addTable();
        }
        control.set(ControlLayout.SLOTS_AT, used + 1);
        return used;
    }

    private static long capacity(int tables) {
        return tables == 0 ? 0 : (long) FIRST_SLOTS << tables - 1;
    }

    /** A file that a dead process has left is made anew: it does not count yet. */
    private void addTable() throws IOException {
        int count = (int) control.get(ControlLayout.TABLES_AT);
        if (count > 0) {
            // those that others have made come first
            table((int) capacity(count) - 1);
        }
        Path path = path(count);
        Files.deleteIfExists(path);
        tables.add(HandTable.create(path, (int) (count == 0 ? FIRST_SLOTS : capacity(count))));
        control.set(ControlLayout.TABLES_AT, count + 1);
    }

    private Path path(int table) {
        return folder.resolve("hands-" + table);
    }

    private static int tableOf(int slot) {
        return slot < FIRST_SLOTS ? 0 : 32 - Integer.numberOfLeadingZeros(slot / FIRST_SLOTS);
    }

    private static int inTable(int slot) {
        int table = tableOf(slot);
        return table == 0 ? slot : slot - (int) capacity(table);
    }

    private HandTable table(int slot) {
        int wanted = tableOf(slot);
        while (tables.size() <= wanted) {
            try {
                tables.add(HandTable.open(path(tables.size())));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot map the slots of a queue: file=" + path(tables.size()), e);
            }
        }
        return tables.get(wanted);
    }

    void close() {
        tables.forEach(HandTable::close);
        tables.clear();
    }

    /** By the first process that opens a queue: whether the slots' files are as they should be; if not, all begin anew. */
    void recover(boolean trusted, LongUnaryOperator heads) throws IOException {
        int count = trusted ? (int) control.get(ControlLayout.TABLES_AT) : 0;
        boolean whole = count >= 0 && count < 20;
        for (int i = 0; whole && i < count; i++) {
            long bytes = (i == 0 ? FIRST_SLOTS : capacity(i)) * 64L;
            whole = Files.exists(path(i)) && Files.size(path(i)) == bytes;
        }
        long used = control.get(ControlLayout.SLOTS_AT);
        if (!whole || count == 0 || used < 0 || used > capacity(count)) {
            control.set(ControlLayout.TABLES_AT, 0);
            control.set(ControlLayout.SLOTS_AT, 0);
            for (int i = 0; i < 20; i++) {
                Files.deleteIfExists(path(i));
            }
        }
        repair(heads);
    }
}

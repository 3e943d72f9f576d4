package org.multijvm.ipc.held;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.ipc.wait.ProcessKey;

/**
 * Who holds a thing in shared memory: a slot for each process, and the word that says when it is over for good.
 *
 * <pre>
 *    0  state (long): joins counted from bit 1 on; bit 0: nobody is left, for ever
 *   64  slots of 16 bytes: owner (long), a ProcessKey with HELD in bit 0
 *                          when this process last sent a handle that found no record (long), in milliseconds; 0: never
 *    n  the FlightTable
 *
 *   a slot:   FREE 0 --join--> P, HELD --leave--> P --observer--> FREE 0
 *                ^                |
 *                +---observer-----+    P is dead
 * </pre>
 *
 * <p>A slot counts if its process lives, and holds or has sent a handle that found no record in the {@link FlightTable}, not longer ago
 * than {@link FlightTable#LONGEST}: of such a handle nobody notes that it has arrived. A flight with a record counts as said there.
 *
 * <p><b>It is over</b> once somebody finds no slot and no flight that counts. He looks at all slots, then at all flights, between a load of
 * the state and a compare-and-set of it to "over", and joining counts the state up after its slot is written: so nobody can have joined
 * unseen, and a process that comes later is refused. A handle that is sent is counted before its sender can leave, and one that arrives joins before
 * its flight ends, so that it is counted at every instant. A process that dies between two of these steps leaves a slot that names the dead, or one flight
 * too many, which ends as flights do. Thread-safe.
 */
final class HolderTable {
    private static final int SLOTS_AT = 64;
    private static final int SLOT = 16;
    private static final int FLIGHT_IN_SLOT = 8;
    private static final long HELD = 1;
    private static final long OVER = 1;
    private static final long JOIN = 2;
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final ByteBuffer memory;
    private final int base;
    private final int slots;
    private final FlightTable flights;

    HolderTable(ByteBuffer memory, int base, int slots) {
        this.memory = memory;
        this.base = base;
        this.slots = slots;
        this.flights = new FlightTable(memory, base + SLOTS_AT + SLOT * slots);
    }

    static int bytes(int slots) {
        return SLOTS_AT + SLOT * slots + FlightTable.bytes();
    }

    FlightTable flights() {
        return flights;
    }

    /** Makes it as new, where no other process ever knew of it. */
    void reset() {
        for (int slot = 0; slot < slots && owner(slot) != 0; slot++) {
            LONGS.setVolatile(memory, slotAt(slot), 0L);
        }
        LONGS.setVolatile(memory, base, 0L);
    }

    /** True once nobody is left; never false again, but by {@link #reset}. */
    boolean isOver() {
        return (state() & OVER) != 0;
    }

    /**
     * Makes this process a holder. Calls of one process must not overlap, nor with {@link #leave}.
     *
     * @return its slot
     * @throws IOException if it is over, or if too many processes hold it
     */
    int join() throws IOException {
        int slot = takeSlot();
        while (true) {
            long state = state();
            if ((state & OVER) != 0) {
                LONGS.setVolatile(memory, slotAt(slot), 0L);
                throw new IOException("too late: its last holder closed it or died: slots=" + slots);
            }
            if (LONGS.compareAndSet(memory, base, state, state + JOIN)) {
                return slot;
            }
        }
    }

    /** This process holds it no more. */
    void leave(int slot) {
        LONGS.setVolatile(memory, slotAt(slot), ProcessKey.SELF);
    }

    /** This process, which holds it, sends a handle for which there is no record. */
    void sentWithoutRecord(int slot) {
        LONGS.setVolatile(memory, slotAt(slot) + FLIGHT_IN_SLOT, System.currentTimeMillis());
    }

    /** False once nobody is left, which it decides. Costs some 10 us for each process up to the first that counts. */
    boolean isAnyoneLeft() {
        while (true) {
            long state = state();
            if ((state & OVER) != 0) {
                return false;
            }
            if (hasSlotThatCounts() || flights.isAnyUnderWay()) {
                return true;
            }
            if (LONGS.compareAndSet(memory, base, state, state | OVER)) {
                return false;
            }
        }
    }

    private boolean hasSlotThatCounts() {
        for (int slot = 0; slot < slots; slot++) {
            long owner = owner(slot);
            // one that cannot be freed has just changed: it counts until the next look
            if (owner != 0 && (counts(slot, owner) || !LONGS.compareAndSet(memory, slotAt(slot), owner, 0L))) {
                return true;
            }
        }
        return false;
    }

    private boolean counts(int slot, long owner) {
        boolean sent = System.currentTimeMillis() - flight(slot) <= FlightTable.LONGEST.toMillis();
        if ((owner & HELD) == 0 && !sent) {
            return false;
        }
        return !ProcessKey.isDead(owner);
    }

    private int takeSlot() throws IOException {
        for (int slot = 0; slot < slots; slot++) {
            if (owner(slot) == ProcessKey.SELF
                    && LONGS.compareAndSet(memory, slotAt(slot), ProcessKey.SELF, ProcessKey.SELF | HELD)) {
                return slot;
            }
        }
        // a look whether a process lives takes some 10 us: those that nobody ever had come first
        int slot = takeFree(false);
        if (slot < 0) {
            slot = takeFree(true);
        }
        if (slot < 0) {
            throw new IOException("too many processes hold it: most=" + slots);
        }
        return slot;
    }

    private int takeFree(boolean alsoOfTheDead) {
        for (int slot = 0; slot < slots; slot++) {
            long owner = owner(slot);
            boolean free = owner == 0 || alsoOfTheDead && !counts(slot, owner);
            if (free && LONGS.compareAndSet(memory, slotAt(slot), owner, ProcessKey.SELF | HELD)) {
                LONGS.setVolatile(memory, slotAt(slot) + FLIGHT_IN_SLOT, 0L);
                return slot;
            }
        }
        return -1;
    }

    private long state() {
        return (long) LONGS.getVolatile(memory, base);
    }

    private long owner(int slot) {
        return (long) LONGS.getVolatile(memory, slotAt(slot));
    }

    private long flight(int slot) {
        return (long) LONGS.getVolatile(memory, slotAt(slot) + FLIGHT_IN_SLOT);
    }

    private int slotAt(int slot) {
        return base + SLOTS_AT + slot * SLOT;
    }
}

package org.multijvm.ipc.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.locks.LockSupport;
import org.multijvm.launcher.ProcessIdentity;

/**
 * Reads and writes the elements of a {@link ShareableList}; see {@link ListLayout} for where they are.
 *
 * <p>States of an element: {@code turn = n} and its value in place {@code n % 2}. A writer, of which there is one at a time, fills the
 * other place and then moves {@code n} to {@code n + 1}. A reader copies the place of the turn it saw, and takes the copy only if the turn
 * is still the same.
 *
 * <p>Why no copy is torn: a place is written only by the writer of the turn after the one that would make it current, so that the turn
 * it was current in has ended before its first byte changes. The writer's fence keeps these bytes behind the turn's volatile
 * write (or behind taking the word {@code writer}, which comes after another writer's), the reader's fence keeps its second look at the turn
 * behind its reads: a process that has read a new byte sees a new turn.
 *
 * <p>Why a killed writer does no harm: until the turn moves, the old value is there, and readers do not wait. The next writer finds the
 * word {@code writer} owned by a dead process, takes it over by compare-and-set and fills the place anew. Thread-safe.
 */
final class ListSlots {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int PID_BITS = 22;
    private static final long FREE = 0;
    private static final int SPINS = 1000;
    private static final long PAUSE_NANOS = 100_000;

    private final ByteBuffer memory;

    ListSlots(ByteBuffer memory) {
        this.memory = memory;
    }

    /** How much memory a list of these takes. */
    static long bytesFor(ListElement[] elements) {
        long bytes = ListLayout.row(elements.length);
        for (ListElement element : elements) {
            bytes += 2 * (ListLayout.PLACE_HEAD + (long) element.slotBytes());
        }
        return bytes;
    }

    /** Makes the list, for nobody who attaches before it is whole. */
    void format(ListElement[] elements) {
        memory.putInt(ListLayout.VERSION_AT, ListLayout.VERSION).putInt(ListLayout.COUNT_AT, elements.length);
        int places = ListLayout.row(elements.length);
        for (int i = 0; i < elements.length; i++) {
            int slot = elements[i].slotBytes();
            memory.putInt(ListLayout.row(i) + ListLayout.PLACES_AT, places);
            memory.putInt(ListLayout.row(i) + ListLayout.PAYLOAD_AT, slot);
            put(places, elements[i]);
            places += 2 * (ListLayout.PLACE_HEAD + slot);
        }
        LONGS.setVolatile(memory, ListLayout.MAGIC_AT, ListLayout.MAGIC);
    }

    /** Sees that this is a list, whole and of our version. */
    void check(String name) {
        if (memory.capacity() < ListLayout.ROWS_AT
                || (long) LONGS.getVolatile(memory, ListLayout.MAGIC_AT) != ListLayout.MAGIC) {
            throw new IllegalStateException("not a shareable list, or not made yet: name=" + name);
        }
        int version = memory.getInt(ListLayout.VERSION_AT);
        if (version != ListLayout.VERSION) {
            throw new IllegalStateException("the list is of another version: name=" + name + ", version=" + version
                    + ", ours=" + ListLayout.VERSION);
        }
    }

    int count() {
        return memory.getInt(ListLayout.COUNT_AT);
    }

    int slotBytes(int index) {
        return memory.getInt(ListLayout.row(index) + ListLayout.PAYLOAD_AT);
    }

    /** One whole value; does not wait, but looks again when it was changed meanwhile. */
    ListElement read(int index) {
        while (true) {
            long turn = turn(index);
            int place = place(index, turn);
            int type = memory.getInt(place + ListLayout.TYPE_AT);
            int used = memory.getInt(place + ListLayout.USED_AT);
            byte[] payload = new byte[Math.max(0, Math.min(used, slotBytes(index)))];
            memory.get(place + ListLayout.PLACE_HEAD, payload);
            VarHandle.acquireFence();
            if (turn == turn(index)) {
                return new ListElement(type, payload);
            }
        }
    }

    /**
     * Writes a value, and returns the one before; waits while another writes.
     *
     * @throws IllegalArgumentException if it is too long for its slot
     */
    ListElement write(int index, ListElement element) {
        if (element.payload().length > slotBytes(index)) {
            throw new IllegalArgumentException("the value is too long for its slot: index=" + index + ", bytes="
                    + element.payload().length + ", most=" + slotBytes(index));
        }
        takeTurn();
        try {
            ListElement before = read(index);
            long turn = turn(index);
            VarHandle.fullFence();
            put(place(index, turn + 1), element);
            LONGS.setVolatile(memory, ListLayout.row(index) + ListLayout.TURN_AT, turn + 1);
            return before;
        } finally {
            LONGS.setVolatile(memory, ListLayout.WRITER_AT, FREE);
        }
    }

    private void put(int place, ListElement element) {
        memory.putInt(place + ListLayout.TYPE_AT, element.type());
        memory.putInt(place + ListLayout.USED_AT, element.payload().length);
        memory.put(place + ListLayout.PLACE_HEAD, element.payload());
    }

    private long turn(int index) {
        return (long) LONGS.getVolatile(memory, ListLayout.row(index) + ListLayout.TURN_AT);
    }

    private int place(int index, long turn) {
        int places = memory.getInt(ListLayout.row(index) + ListLayout.PLACES_AT);
        return places + (int) (turn & 1) * (ListLayout.PLACE_HEAD + slotBytes(index));
    }

    /** A turn is short, so that waiting for it needs no futex; a process that holds it long may be dead. */
    private void takeTurn() {
        long self = owner(ProcessIdentity.current());
        for (int tries = 0; !LONGS.compareAndSet(memory, ListLayout.WRITER_AT, FREE, self); tries++) {
            if (tries < SPINS) {
                Thread.onSpinWait();
                continue;
            }
            long holder = (long) LONGS.getVolatile(memory, ListLayout.WRITER_AT);
            if (holder != FREE && isDead(holder) && LONGS.compareAndSet(memory, ListLayout.WRITER_AT, holder, self)) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Pids have 22 bits at most; start times, in ticks or in milliseconds since 1970, stay below 42. */
    private static long owner(ProcessIdentity process) {
        return process.startTime() << PID_BITS | process.pid();
    }

    private static boolean isDead(long owner) {
        return !new ProcessIdentity(owner & ((1 << PID_BITS) - 1), owner >>> PID_BITS).isAlive();
    }
}

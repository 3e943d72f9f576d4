package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.ipc.wait.Slices;

/**
 * Those who wait for a condition, first come, first notified. One a cell and JVM.
 *
 * <pre>
 *            await, holding the lock          signal, holding the lock
 *   FREE 0 -------------------------> P, WAITING ---------------------> P, NOTIFIED
 *     ^                                 |                                |       |
 *     |   time-out, interrupt, or the   |          P has the lock again  |       | P is dead: by Q, the oldest living
 *     |   lock's holder died: by P      |                                |       | waiter that waited at the notify
 *     +---------------------------------+<-------------------------------+       v
 *     ^                                                                       Q, NOTIFIED
 *     +--- P is dead, and nobody lives that waited at the notify ---- P, NOTIFIED
 * </pre>
 *
 * <p><b>No second lock.</b> Who enters himself and who notifies holds the condition's lock; all that others do is one
 * compare-and-set of one state, which names its owner. So each arrow has happened or has not, whoever dies where. The other
 * words of an entry are written before its state, by the lock's holder alone.
 *
 * <p><b>No lost notify.</b> A notify is in an entry from the compare-and-set that makes it until its waiter has the lock
 * again. If that one dies before, asleep or awake, the entry says NOTIFIED and names the dead; each living waiter looks for
 * such entries at the end of each slice of sleep, and the oldest takes the entry over by putting its own name there, and
 * leaves the one it had. If it dies in turn, the same happens again. If it was notified in between, it has two, and gives
 * one to the next when it has the lock. A notify that was meant for nobody else is not kept for those who come later (rule
 * S7). An entry that says WAITING and names the dead costs one such round when it is notified.
 *
 * <p><b>Wakes.</b> A waiter sleeps on its own state, and the kernel compares that once more as it puts it to sleep; who
 * notifies sets the state, then wakes. If it dies in between, the sleeper finds its state at the end of its slice.
 * Thread-safe.
 */
final class ConditionTable {
    static final int FULL = -1;

    /** In the overflow word: somebody sleeps on it. */
    private static final int SOMEBODY = 1;

    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long SWEEP_EVERY_NANOS = 100_000_000;

    private final SharedCell cell;
    private final ByteBuffer memory;

    /** When somebody here last looked at all; a race looks twice. */
    private volatile long lastSweep = System.nanoTime() - SWEEP_EVERY_NANOS;

    private final FutexWord overflow;

    /** Made when first used; a race makes one twice. */
    private final @Nullable FutexWord[] words = new FutexWord[ConditionLayout.ENTRIES];

    private ConditionTable(SharedCell cell) {
        this.cell = cell;
        this.memory = cell.memory();
        this.overflow = new FutexWord(memory, ConditionLayout.OVERFLOW_AT);
    }

    /** A new table, nobody waits. */
    static ConditionTable create() {
        return of(SharedCell.create(ConditionLayout.KIND, ConditionLayout.LINES));
    }

    /** The table that a JVM, this or another, made. */
    static ConditionTable attach(String file, int index) {
        return of(SharedCell.attach(file, index, ConditionLayout.KIND, ConditionLayout.LINES));
    }

    static ConditionTable of(SharedCell cell) {
        return cell.attached(ConditionTable::new);
    }

    SharedCell cell() {
        return cell;
    }

    /** Enters the current thread, which holds the lock; {@link #FULL} if 256 wait already. */
    int enter() {
        int entry = firstFree();
        if (entry == FULL) {
            removeDead();
            entry = firstFree();
        }
        if (entry == FULL) {
            return FULL;
        }
        long ticket = get(ConditionLayout.NEXT_TICKET_AT);
        set(ConditionLayout.NEXT_TICKET_AT, ticket + 1);
        set(ConditionLayout.ticket(entry), ticket);
        if (entry >= used()) {
            set(ConditionLayout.USED_AT, entry + 1);
        }
        set(ConditionLayout.state(entry), ProcessKey.SELF | ConditionLayout.WAITING);
        return entry;
    }

    /** Takes back an entry of a thread that waits no more; false if it has been notified. */
    boolean leave(int entry) {
        return move(entry, ProcessKey.SELF | ConditionLayout.WAITING, 0);
    }

    /** Frees the entry of a notified thread that has the lock again. */
    void free(int entry) {
        set(ConditionLayout.state(entry), 0);
    }

    /** False if the entry of a waiting thread was overwritten by what nobody of us writes: nobody can notify it any more. */
    boolean isOurs(int entry, long ticket) {
        return ProcessKey.bare(state(entry)) == ProcessKey.SELF
                && get(ConditionLayout.ticket(entry)) == ticket
                && entry < used();
    }

    /** The place in the order that an entry has been given. */
    long ticket(int entry) {
        return get(ConditionLayout.ticket(entry));
    }

    boolean isNotified(int entry) {
        return (state(entry) & ConditionLayout.NOTIFIED) != 0;
    }

    /** Notifies up to so many, the oldest first, for the holder of the lock; tells how many. */
    int signal(int most) {
        int notified = 0;
        while (notified < most) {
            int oldest = oldest(Long.MAX_VALUE, false);
            if (oldest < 0) {
                break;
            }
            if (signalOne(oldest)) {
                notified++;
            }
        }
        if (notified < most) {
            wakeOverflow();
        }
        return notified;
    }

    /** Notifies all, for the holder of the lock. */
    void signalAll() {
        int used = used();
        for (int entry = 0; entry < used; entry++) {
            if ((state(entry) & ConditionLayout.WAITING) != 0) {
                signalOne(entry);
            }
        }
        wakeOverflow();
    }

    /** Says, for the holder of the lock, that a thread will sleep for which there is no room; what it sleeps on then. */
    int announceOverflow() {
        int now = overflow.get();
        while ((now & SOMEBODY) == 0 && !overflow.compareAndSet(now, now | SOMEBODY)) {
            now = overflow.get();
        }
        return now | SOMEBODY;
    }

    /** Whether those that sleep without room have been woken since. */
    boolean isOver(int announced) {
        return overflow.get() != announced;
    }

    /** Sleeps for a slice, as a thread for which there is no room; a virtual thread does not poll first, since there may be very many. */
    void sleepOver(int announced, long left) {
        Slices.sleep(overflow, overflow, announced, Slices.FIRST_NANOS, left);
    }

    /** Wakes those for which there is no room, so that their callers look for themselves. */
    void wakeOverflow() {
        int now = overflow.get();
        while ((now & SOMEBODY) != 0) {
            if (overflow.compareAndSet(now, now + SOMEBODY)) {
                if (FutexWord.canWake()) {
                    overflow.wake(Integer.MAX_VALUE);
                }
                return;
            }
            now = overflow.get();
        }
    }

    /** How many wait and are not notified; dead ones count until they are found. */
    int waiting() {
        int used = used();
        int waiting = 0;
        for (int entry = 0; entry < used; entry++) {
            if ((state(entry) & ConditionLayout.WAITING) != 0) {
                waiting++;
            }
        }
        return waiting;
    }

    /** Sleeps for a slice, until notified. */
    void sleep(int entry, long waited, long left) {
        Slices.sleep(this, word(entry), (int) (ProcessKey.SELF | ConditionLayout.WAITING), waited, left);
    }

    /** Spins until notified, if that has paid off before. */
    void spin(int entry) {
        WordWait.spin(word(entry), (int) (ProcessKey.SELF | ConditionLayout.WAITING));
    }

    /**
     * Looks for a notify in a dead hand.
     *
     * @param own the entry of the current thread, which waits
     * @return the entry with the notify, which is this thread's now, or -1
     */
    int inherit(int own) {
        int used = used();
        for (int entry = 0; entry < used; entry++) {
            long state = state(entry);
            if ((state & ConditionLayout.NOTIFIED) != 0 && isDead(state)) {
                int heir = oldest(get(ConditionLayout.notifiedAt(entry)), true);
                if (heir == own && move(entry, state, ProcessKey.SELF | ConditionLayout.NOTIFIED)) {
                    return entry;
                }
                if (heir < 0) {
                    move(entry, state, 0);
                }
            }
        }
        return -1;
    }

    /** The entry with the lowest ticket below a limit of those that wait, and live if that is asked; -1 if there is none. */
    private int oldest(long limit, boolean living) {
        int used = used();
        int oldest = -1;
        long lowest = limit;
        for (int entry = 0; entry < used; entry++) {
            long state = state(entry);
            if ((state & ConditionLayout.WAITING) != 0) {
                long ticket = get(ConditionLayout.ticket(entry));
                if (ticket < lowest && !(living && isDead(state))) {
                    oldest = entry;
                    lowest = ticket;
                }
            }
        }
        return oldest;
    }

    private boolean signalOne(int entry) {
        long state = state(entry);
        if ((state & ConditionLayout.WAITING) == 0) {
            return false;
        }
        set(ConditionLayout.notifiedAt(entry), get(ConditionLayout.NEXT_TICKET_AT));
        if (!move(entry, state, ProcessKey.bare(state) | ConditionLayout.NOTIFIED)) {
            return false;
        }
        Slices.wakeOne(this, word(entry));
        return true;
    }

    private int firstFree() {
        for (int entry = 0; entry < ConditionLayout.ENTRIES; entry++) {
            if (state(entry) == 0) {
                return entry;
            }
        }
        return FULL;
    }

    /** Frees what the dead have left and nobody can inherit; at most every 0.1 s, as it takes some 10 us an entry. */
    private void removeDead() {
        long now = System.nanoTime();
        if (now - lastSweep < SWEEP_EVERY_NANOS) {
            return;
        }
        lastSweep = now;
        for (int entry = 0; entry < ConditionLayout.ENTRIES; entry++) {
            long state = state(entry);
            if (state != 0 && isDead(state)) {
                boolean owed = (state & ConditionLayout.NOTIFIED) != 0
                        && oldest(get(ConditionLayout.notifiedAt(entry)), true) >= 0;
                if (!owed) {
                    move(entry, state, 0);
                }
            }
        }
    }

    private static boolean isDead(long state) {
        return state != 0 && ProcessKey.isDead(state);
    }

    private FutexWord word(int entry) {
        FutexWord word = words[entry];
        if (word == null) {
            word = new FutexWord(memory, ConditionLayout.sleep(entry));
            words[entry] = word;
        }
        return word;
    }

    private int used() {
        long used = get(ConditionLayout.USED_AT);
        if (used < 0 || used > ConditionLayout.ENTRIES) {
            throw new IllegalStateException(
                    "the shared memory is damaged: used=" + used + ", file=" + cell.file() + ", cell=" + cell.index());
        }
        return (int) used;
    }

    private long state(int entry) {
        return get(ConditionLayout.state(entry));
    }

    private boolean move(int entry, long from, long to) {
        return LONGS.compareAndSet(memory, ConditionLayout.state(entry), from, to);
    }

    private long get(int offset) {
        return (long) LONGS.getVolatile(memory, offset);
    }

    private void set(int offset, long value) {
        LONGS.setVolatile(memory, offset, value);
    }
}

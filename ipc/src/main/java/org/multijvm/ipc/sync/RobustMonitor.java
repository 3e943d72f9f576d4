package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.Gate;

/**
 * A monitor in shared memory whose every change is whole, wherever whoever makes it is killed. One a cell and JVM; thread-safe.
 *
 * <p>All words are read and changed by a thread inside, between {@link #enter} and {@link #exit}; a robust mutex, a {@link LockCore},
 * lets one thread in. A change of several words is a transaction:
 *
 * <pre>
 *   put(offset, value) ...   entries are written behind the log's end; nobody looks there
 *   commit():
 *      log count = n         the one store that decides: before it nothing has happened, after it all has
 *      apply                 each word is set
 *      log count = 0
 * </pre>
 *
 * <p><b>Death.</b> The next one to enter gets the mutex from the dead and looks at the log's count, as everybody does who enters.
 * <ul>
 * <li>It is 0: who died had not decided, or had applied all. There is nothing to do.
 * <li>It is n: who died had decided. The entries are absolute values, so that it does not matter which of them have been set
 * already: all are set (again), and the count is cleared. A process that dies doing this leaves the count at n or at 0, for the next one.
 * </ul>
 *
 * <p><b>Order.</b> Every store into the monitor is a release store, so neither the compiler nor the processor moves a later one before
 * an earlier one: entries, count, words, count, and the next transaction's entries. Whoever comes after a death sees a prefix of that
 * sequence, since a dead process's retired stores all reach memory. Entering and leaving are compare-and-sets, full fences: what
 * one did inside, the next one sees. Single words may be read from outside; they may be old the next instant.
 *
 * <p><b>A waiter must not depend on somebody who comes by.</b> Between two stores of a dead one's transaction the words contradict each
 * other: a grant may have emptied the queue, but not yet told the waiter, so that neither the queue nor what anybody holds says that
 * there is something to do. The count alone says it, whatever of the rest is set. So each waiter looks at it at the end of each slice of sleep
 * ({@link #finish}). That suffices:
 * <pre>
 *   the waiter is not granted, and nobody who lives is inside:
 *     count is n: it enters, and thereby redoes the log
 *     count is 0: all transactions are whole, so the waiter is in the queue, and the queue is not empty: settle() enters
 * </pre>
 * A dead one stores no more, so the count that it has left is still there at the next look; one who lives clears it himself, and to have entered
 * for his sake costs a moment.
 *
 * <p><b>Several transactions.</b> What must follow a change (a release, then a grant to the waiter) may be a transaction of
 * its own if anybody can make it up: {@link MonitorQueue#settle} is called by each waiter at the end of each slice of sleep.
 *
 * <p><b>Virtual threads.</b> Nothing inside parks, so a virtual thread cannot be taken off its carrier while it is inside. One that
 * waits to get in parks in short polls ({@link FutexWord}) and holds no carrier.
 */
final class RobustMonitor {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final SharedCell cell;
    private final ByteBuffer memory;
    private final MonitorRules rules;
    private final LockCore mutex;
    private final MonitorProcesses processes;
    private final MonitorQueue queue;
    private final Gate gate = new Gate(MonitorLayout.WAITERS);

    /** How many entries are in the log behind its end. Of the thread inside. */
    private int pending;

    private RobustMonitor(SharedCell cell, MonitorRules rules) {
        this.cell = cell;
        this.memory = cell.memory();
        this.rules = rules;
        this.mutex = new LockCore(cell);
        this.processes = new MonitorProcesses(this, rules);
        this.queue = new MonitorQueue(this, rules);
    }

    /** A new monitor of zeros. */
    static RobustMonitor create(int kind, MonitorRules rules) {
        return of(SharedCell.create(kind, MonitorLayout.LINES), rules);
    }

    /** The monitor that a JVM, this or another, made; with the rules that this JVM has for it already, if any. */
    static RobustMonitor attach(String file, int index, int kind, MonitorRules rules) {
        return of(SharedCell.attach(file, index, kind, MonitorLayout.LINES), rules);
    }

    /** The one monitor of a cell in this JVM. */
    static RobustMonitor of(SharedCell cell, MonitorRules rules) {
        return cell.attached(made -> new RobustMonitor(made, rules));
    }

    SharedCell cell() {
        return cell;
    }

    ByteBuffer memory() {
        return memory;
    }

    /** The rules of the first who made or attached to the monitor in this JVM: its place for what this JVM's threads share. */
    MonitorRules rules() {
        return rules;
    }

    MonitorProcesses processes() {
        return processes;
    }

    /** Through which this JVM's threads come into the queue. */
    Gate gate() {
        return gate;
    }

    MonitorQueue queue() {
        return queue;
    }

    /** Goes in, as soon as nobody else is; an interrupt stays pending. Makes whole what a dead one had decided. */
    void enter() {
        if (!mutex.tryAcquire()) {
            new LockWait(mutex).uninterruptibly();
        }
        if (get(MonitorLayout.LOG_COUNT_AT) != 0) {
            redo();
        }
    }

    /** Makes whole what a dead one had decided, if there is such a thing; from outside, by those who wait. */
    void finish() {
        if (isUnfinished()) {
            enter();
            exit();
        }
    }

    /** True if a transaction is decided and not done: somebody is at it, or has died at it. */
    private boolean isUnfinished() {
        return get(MonitorLayout.LOG_COUNT_AT) != 0;
    }

    /** Goes out; what was put and not committed has never been. */
    void exit() {
        pending = 0;
        mutex.release();
    }

    /** The word at an offset. For a caller that is inside: as last committed, what is only put is not seen. */
    long get(int offset) {
        return (long) LONGS.getVolatile(memory, offset);
    }

    /** Adds a word to the transaction. A word that is put twice gets the later value. */
    void put(int offset, long value) {
        if (pending == MonitorLayout.LOG_ENTRIES) {
            throw new IllegalStateException("too many words for one transaction: words=" + (pending + 1));
        }
        int entry = MonitorLayout.LOG_AT + pending * MonitorLayout.LOG_ENTRY;
        LONGS.setRelease(memory, entry, (long) offset);
        LONGS.setRelease(memory, entry + Long.BYTES, value);
        pending++;
    }

    /** Makes all that was put happen. */
    void commit() {
        LONGS.setRelease(memory, MonitorLayout.LOG_COUNT_AT, (long) pending);
        apply(pending);
    }

    /** Sets one word at once, by someone who alone may write it; a full fence stands behind it. */
    void set(int offset, long value) {
        LONGS.setVolatile(memory, offset, value);
    }

    /** Sets what a dead one had decided. */
    private void redo() {
        long count = get(MonitorLayout.LOG_COUNT_AT);
        boolean sound = count >= 0 && count <= MonitorLayout.LOG_ENTRIES;
        for (int i = 0; sound && i < count; i++) {
            sound = MonitorLayout.isLogged(get(MonitorLayout.LOG_AT + i * MonitorLayout.LOG_ENTRY));
        }
        if (!sound) {
            // or everybody else would wait for this thread
            exit();
            throw damaged("logged=" + count);
        }
        apply((int) count);
    }

    /**
     * What is thrown where something was found that no process puts there: a wild store of native code, a bad disk. It is looked for where a
     * number is about to be used as a place, and by those who wait long, {@link MonitorQueue#check}.
     */
    IllegalStateException damaged(String found) {
        return new IllegalStateException(
                "the shared memory is damaged: " + found + ", file=" + cell.file() + ", cell=" + cell.index());
    }

    @Override
    public String toString() {
        return "monitor(file=" + cell.file() + ", cell=" + cell.index() + ")";
    }

    private void apply(int count) {
        for (int i = 0; i < count; i++) {
            int entry = MonitorLayout.LOG_AT + i * MonitorLayout.LOG_ENTRY;
            LONGS.setRelease(memory, (int) get(entry), get(entry + Long.BYTES));
        }
        LONGS.setRelease(memory, MonitorLayout.LOG_COUNT_AT, 0L);
        pending = 0;
    }
}

package org.multijvm.ipc.sync;

import org.jspecify.annotations.Nullable;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.ProcessKey;
import org.multijvm.ipc.wait.Slices;

/**
 * Those who wait for something of a {@link RobustMonitor}, first come, first served.
 *
 * <pre>
 *   FREE, owner 0 --enqueue--> WAITING, in the list --grant--> GRANTED, not in the list --its thread--> FREE
 *        ^                        |                               |
 *        +--- time-out, or its process is dead ---+---------------+  its process is dead
 * </pre>
 *
 * <p>Each arrow but "its thread" is a transaction. A grant puts what is granted into the account of the waiter's process in
 * the same transaction, so that it is never lost: if the waiter is dead, or dies before it wakes, its process's holdings are undone as
 * those of any other dead one. A granted entry is freed by its thread with one store, as its very last access.
 *
 * <p><b>Wakes.</b> A waiter says that it sleeps (ASLEEP in its request, a volatile store), then reads its state, then sleeps. Who
 * grants sets the state, leaves (a full fence), then reads ASLEEP: so either the waiter sees the grant, or it is woken. A wake that
 * comes too late meets another waiter in the same entry, which looks and sleeps again. A wake that never comes, since the granter
 * died before it, costs the rest of a slice of sleep.
 */
final class MonitorQueue {
    static final long WAITING = 1;
    static final long GRANTED = 2;

    private final RobustMonitor monitor;
    private final MonitorRules rules;

    /** Made when first used; a race makes one twice. */
    private final @Nullable FutexWord[] words = new FutexWord[MonitorLayout.WAITERS];

    MonitorQueue(RobustMonitor monitor, MonitorRules rules) {
        this.monitor = monitor;
        this.rules = rules;
    }

    /** True if nobody waits. */
    boolean isEmpty() {
        return monitor.get(MonitorLayout.HEAD_AT) == 0;
    }

    /** The number of waiting threads; for those inside exact, for others about right. */
    int length() {
        int length = 0;
        long waiter = monitor.get(MonitorLayout.HEAD_AT);
        // from outside the list may change under the reader, even into a circle
        while (waiter > 0 && waiter <= MonitorLayout.WAITERS && length < MonitorLayout.WAITERS) {
            length++;
            waiter = monitor.get(MonitorLayout.next((int) waiter - 1));
        }
        return length;
    }

    /** The process of the first waiter, or -1; from outside it may be wrong the next instant. */
    int frontProcess() {
        long front = monitor.get(MonitorLayout.HEAD_AT);
        long owner = front == 0 ? 0 : monitor.get(MonitorLayout.owner(waiter(front)));
        if (owner < 0 || owner > MonitorLayout.PROCESSES) {
            throw monitor.damaged("front=" + front + ", owner=" + owner);
        }
        return (int) owner - 1;
    }

    /** The entry of this number, which is not 0. */
    private int waiter(long number) {
        if (number <= 0 || number > MonitorLayout.WAITERS) {
            throw monitor.damaged("waiter=" + number);
        }
        return (int) number - 1;
    }

    /**
     * By a waiter that has waited long, from outside: that it still waits for something that can come. The list must lead to it, its entry be as it was, its
     * process be known, and the primitive's words make sense.
     */
    void check(int waiter, int process) {
        monitor.enter();
        try {
            if (isGranted(waiter)) {
                return;
            }
            long state = monitor.get(MonitorLayout.state(waiter));
            long owner = monitor.get(MonitorLayout.owner(waiter));
            long key = monitor.get(MonitorLayout.key(process));
            if (state != WAITING || owner != process + 1 || key != ProcessKey.SELF) {
                throw monitor.damaged("state=" + state + ", owner=" + owner + ", key=" + key);
            }
            before(waiter);
            if (!rules.isSound(monitor)) {
                throw monitor.damaged("the words contradict what the processes hold");
            }
        } finally {
            monitor.exit();
        }
    }

    /** The word on which a waiter sleeps. */
    FutexWord word(int waiter) {
        FutexWord word = words[waiter];
        if (word == null) {
            word = new FutexWord(monitor.memory(), FutexWord.lowHalf(MonitorLayout.state(waiter)));
            words[waiter] = word;
        }
        return word;
    }

    /** False if its word is none that it can have: nobody could sleep on it, nor be woken. */
    boolean isWaitingOrGranted(int waiter) {
        long state = monitor.get(MonitorLayout.state(waiter));
        return state == WAITING || state == GRANTED;
    }

    boolean isGranted(int waiter) {
        return monitor.get(MonitorLayout.state(waiter)) == GRANTED;
    }

    /**
     * Puts a new waiter's entry at the end, for a caller that is inside and commits after.
     *
     * @return its number, or -1 if there are 256 waiters already: then nothing is put
     */
    int enqueue(int process, int mode, int argument) {
        for (int waiter = 0; waiter < MonitorLayout.WAITERS; waiter++) {
            if (monitor.get(MonitorLayout.owner(waiter)) == 0) {
                long last = monitor.get(MonitorLayout.TAIL_AT);
                monitor.put(MonitorLayout.owner(waiter), process + 1);
                monitor.put(MonitorLayout.next(waiter), 0);
                monitor.put(MonitorLayout.request(waiter), MonitorLayout.request(mode, process, argument));
                monitor.put(MonitorLayout.state(waiter), WAITING);
                monitor.put(last == 0 ? MonitorLayout.HEAD_AT : MonitorLayout.next(waiter(last)), waiter + 1);
                monitor.put(MonitorLayout.TAIL_AT, waiter + 1);
                return waiter;
            }
        }
        return -1;
    }

    /** Frees the entry of a granted waiter; by its own thread, as its last access. */
    void free(int waiter) {
        monitor.set(MonitorLayout.owner(waiter), 0);
    }

    /** Says that the waiter's thread is about to sleep; by that thread. */
    void setAsleep(int waiter) {
        int at = MonitorLayout.request(waiter);
        monitor.set(at, monitor.get(at) | MonitorLayout.ASLEEP);
    }

    /** Takes a waiter out that waits no more; from outside. False if it has been granted meanwhile. */
    boolean leave(int waiter) {
        monitor.enter();
        try {
            if (isGranted(waiter)) {
                return false;
            }
            putRemoval(waiter);
            monitor.commit();
        } finally {
            monitor.exit();
        }
        settle();
        return true;
    }

    /** Takes out all of a dead process, for a caller that is inside, with nothing put. One transaction each. */
    void removeAllOf(int process) {
        for (int waiter = 0; waiter < MonitorLayout.WAITERS; waiter++) {
            if (monitor.get(MonitorLayout.owner(waiter)) == process + 1) {
                putRemoval(waiter);
                monitor.commit();
            }
        }
    }

    /**
     * Grants to the front waiters what is there for them, each in a transaction of its own, and wakes them from outside. From outside,
     * by each that has made something available, that waits, or that has nothing better to do: it makes up for those who died
     * before they came here.
     */
    void settle() {
        while (!isEmpty()) {
            int granted;
            monitor.enter();
            try {
                granted = grantFront();
            } finally {
                monitor.exit();
            }
            if (granted < 0) {
                return;
            }
            wake(granted);
        }
    }

    /**
     * Grants to the front waiter if the rules let it, and commits; for a caller that is inside, with nothing put.
     *
     * @return the waiter, to be woken from outside, or -1
     */
    int grantFront() {
        long front = monitor.get(MonitorLayout.HEAD_AT);
        if (front == 0) {
            return -1;
        }
        int waiter = waiter(front);
        long request = monitor.get(MonitorLayout.request(waiter));
        long owner = monitor.get(MonitorLayout.owner(waiter));
        int process = MonitorLayout.process(request);
        if (monitor.get(MonitorLayout.state(waiter)) != WAITING
                || owner != process + 1
                || process >= MonitorLayout.PROCESSES) {
            throw monitor.damaged("front=" + front + ", owner=" + owner + ", process=" + process);
        }
        if (!rules.take(monitor, process, MonitorLayout.mode(request), MonitorLayout.argument(request))) {
            return -1;
        }
        putGrant(waiter);
        monitor.commit();
        return waiter;
    }

    /** Puts the front waiter's grant, without asking the rules; for a caller that is inside and commits after. */
    void putGrant(int waiter) {
        putNext(0, waiter);
        monitor.put(MonitorLayout.state(waiter), GRANTED);
    }

    /** Wakes a waiter that was granted, if it sleeps; from outside, after the grant. */
    void wake(int waiter) {
        if (monitor.get(MonitorLayout.request(waiter)) < 0) {
            Slices.wakeOne(monitor, word(waiter));
        }
    }

    private void putRemoval(int waiter) {
        if (!isGranted(waiter)) {
            putNext(before(waiter), waiter);
        }
        monitor.put(MonitorLayout.owner(waiter), 0);
    }

    /** The number of the entry in front of a waiter's, 0 if it is the first; for a caller that is inside. */
    private long before(int waiter) {
        long before = 0;
        long at = monitor.get(MonitorLayout.HEAD_AT);
        for (int steps = 0; at != waiter + 1; steps++) {
            if (steps == MonitorLayout.WAITERS) {
                throw monitor.damaged("the queue has no end: waiter=" + (waiter + 1));
            }
            before = at;
            at = monitor.get(MonitorLayout.next(waiter(at)));
        }
        return before;
    }

    /** Puts what takes a waiter out of the list; before it stands another, or nobody, 0. */
    private void putNext(long before, int waiter) {
        long next = monitor.get(MonitorLayout.next(waiter));
        monitor.put(before == 0 ? MonitorLayout.HEAD_AT : MonitorLayout.next((int) before - 1), next);
        if (next == 0) {
            monitor.put(MonitorLayout.TAIL_AT, before);
        }
    }
}

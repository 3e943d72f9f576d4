package org.multijvm.ipc.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.ipc.file.SharedCell;
import org.multijvm.ipc.wait.FutexWord;
import org.multijvm.ipc.wait.ProcessKey;

/**
 * A barrier in shared memory: the mechanism of {@link SharedBarrier}. One a cell and JVM.
 *
 * <pre>
 *                    arrive                arrive               the last arrives
 *   generation g, 0 --------> g, 1 -- ... ---------> g, n - 1 ------------------> g + 1, 0, then wakes all if SLEEPERS
 *        |                     |                       |  |                          ^
 *        |                     |                       |  | it has an action         | the action is done
 *        |                     |                       |  +--> g, n, ACTION ---------+
 *        |  abort              |  time-out, interrupt, |         |
 *        |                     |  death, abort, reset  |         |  it threw, its runner died, or any of the others
 *        +---------------------+-----------------------+---------+
 *                              v
 *                      g, BROKEN, then wakes all if SLEEPERS  -- reset: notes g as broken --> g + 1, 0
 * </pre>
 *
 * <p><b>One word.</b> Generation, arrivals and brokenness are one word and each arrow is one compare-and-set: so a
 * generation passes for all of its parties or breaks for all, whoever dies at whatever instruction; a death before an arrow
 * has done nothing, a death after it has done it all. A compare-and-set is a full fence: what a party wrote before it
 * arrived is seen by all who pass.
 *
 * <p><b>The outcome</b> of generation g for a thread that waits in it: the state still has g and BROKEN: broken. It has another generation:
 * passed, unless {@link BarrierHistory} has g as broken, which is written before the arrow of the reset.
 *
 * <p><b>Death.</b> A waiter looks at the end of each slice whether all members live ({@link BarrierMembers}) and breaks the
 * barrier if one does not. Each arrival comes after the join, so that a party that died while it waited, or in the action,
 * is among them. A generation whose last party arrives before anybody has looked passes: the dead one had arrived. A death
 * between an arrow and its wake costs the sleepers the rest of a slice.
 *
 * <p><b>Wakes.</b> All parties wait for the same thing, so they share one word, and one call to the kernel wakes them all. A
 * waiter sets SLEEPERS before it sleeps, and the kernel compares the phase again as it puts the thread to sleep; each arrow
 * that changes the phase takes SLEEPERS away with it and wakes. Arrivals change the other half of the state, and disturb no
 * sleeper.
 */
final class BarrierCore {
    private static final VarHandle LONGS = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final SharedCell cell;
    private final ByteBuffer memory;
    private final int parties;
    private final FutexWord phase;
    private final BarrierHistory history;
    private final BarrierMembers members;

    private BarrierCore(SharedCell cell) {
        this.cell = cell;
        this.memory = cell.memory();
        this.parties = (int) INTS.getVolatile(memory, BarrierLayout.PARTIES_AT);
        this.phase = new FutexWord(memory, BarrierLayout.PHASE_AT);
        this.history = new BarrierHistory(memory);
        this.members = new BarrierMembers(cell);
        FutexWord.prepare();
    }

    /** Makes a barrier of zeros one for so many parties. */
    static BarrierCore create(int parties, long limitNanos) {
        SharedCell cell = SharedCell.create(BarrierLayout.KIND, BarrierLayout.LINES);
        LONGS.setVolatile(cell.memory(), BarrierLayout.LIMIT_AT, limitNanos);
        INTS.setVolatile(cell.memory(), BarrierLayout.PARTIES_AT, parties);
        return of(cell);
    }

    /** The barrier that a JVM, this or another, made. */
    static BarrierCore attach(String file, int index) {
        return of(SharedCell.attach(file, index, BarrierLayout.KIND, BarrierLayout.LINES));
    }

    /** The one core of a cell in this JVM: it joins once, however many handles there are. */
    static BarrierCore of(SharedCell cell) {
        return cell.attached(BarrierCore::new);
    }

    SharedCell cell() {
        return cell;
    }

    int parties() {
        return parties;
    }

    BarrierMembers members() {
        return members;
    }

    /** How long a wait lasts that does not say so itself. */
    long limitNanos() {
        return (long) LONGS.getVolatile(memory, BarrierLayout.LIMIT_AT);
    }

    long state() {
        return (long) LONGS.getVolatile(memory, BarrierLayout.STATE_AT);
    }

    /** Arrives, waits for the others, and tells who has arrived before. */
    int await(@Nullable SerializableRunnable action, long nanos)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (!members.enter()) {
            forgetDead(true);
            if (!members.enter()) {
                throw new IllegalStateException(
                        "too many processes use the barrier: most=" + BarrierLayout.MEMBERS + ", " + where());
            }
        }
        try {
            return arrive(action, new WordWait(nanos));
        } finally {
            members.exit();
        }
    }

    private int arrive(@Nullable SerializableRunnable action, WordWait wait)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        while (true) {
            int breaks = history.breaks();
            long state = state();
            if (BarrierLayout.isBroken(state)) {
                throw broken();
            }
            int generation = BarrierLayout.generation(state);
            int index = BarrierLayout.arrived(state);
            if (Thread.interrupted()) {
                if (breakIt(generation, BarrierBreak.INTERRUPT, 0)) {
                    throw new InterruptedException("interrupted before waiting, which breaks the barrier: " + this);
                }
                Thread.currentThread().interrupt();
            } else if (index == parties) {
                // the action runs, for others than us
                awaitEnd(generation, wait);
            } else if (index + 1 < parties) {
                if (move(state, state + BarrierLayout.ARRIVAL)) {
                    awaitEnd(generation, wait);
                    checkPassed(generation, breaks);
                    return index;
                }
            } else if (action == null) {
                if (move(state, BarrierLayout.next(state))) {
                    wakeAfter(state);
                    return index;
                }
            } else if (move(state, state + BarrierLayout.ARRIVAL | BarrierLayout.ACTION)) {
                run(generation, action);
                return index;
            }
        }
    }

    /** Runs the action while the others wait, and lets them go. */
    private void run(int generation, SerializableRunnable action) throws BrokenBarrierException {
        try {
            action.run();
        } catch (Throwable e) {
            breakIt(generation, BarrierBreak.ACTION, 0);
            throw BarrierCore.<RuntimeException>unchecked(e);
        }
        while (true) {
            long state = state();
            if (BarrierLayout.phase(state) != generation) {
                throw broken();
            }
            if (move(state, BarrierLayout.next(state))) {
                wakeAfter(state);
                return;
            }
        }
    }

    /** Waits until the generation is over or broken; breaks it if the time is over, at an interrupt, and when a member is dead. */
    private void awaitEnd(int generation, WordWait wait) throws InterruptedException, TimeoutException {
        WordWait.spin(phase, generation);
        while (phase.get() == generation) {
            long state = state();
            boolean said = (state & BarrierLayout.SLEEPERS) != 0;
            if (BarrierLayout.phase(state) != generation
                    || !said && !move(state, state | BarrierLayout.SLEEPERS)
                    || sleep(generation, wait)) {
                continue;
            }
            if (breakIt(generation, BarrierBreak.TIMEOUT, 0)) {
                throw new TimeoutException("timed out, which breaks the barrier: " + this);
            }
        }
    }

    /** Sleeps for a slice and looks at the members; false if the time is over. */
    private boolean sleep(int generation, WordWait wait) throws InterruptedException {
        try {
            if (!wait.sleep(phase, generation, this)) {
                return false;
            }
        } catch (InterruptedException e) {
            if (breakIt(generation, BarrierBreak.INTERRUPT, 0)) {
                throw e;
            }
            // it was over before: the interrupt comes too late for this wait
            Thread.currentThread().interrupt();
            return true;
        }
        if (phase.get() == generation) {
            members.checkSelf();
            long dead = members.findDead();
            if (dead != 0) {
                breakIt(generation, BarrierBreak.DEATH, dead);
            }
        }
        return true;
    }

    private void checkPassed(int generation, int breaksBefore) throws BrokenBarrierException {
        int now = phase.get();
        if ((now & BarrierLayout.BROKEN) != 0 && (now ^ (int) BarrierLayout.BROKEN) == generation
                || history.broke(generation, breaksBefore)) {
            throw broken();
        }
    }

    /** Breaks this generation, unless it is over or broken already: then false. */
    private boolean breakIt(int generation, BarrierBreak reason, long breaker) {
        while (true) {
            long state = state();
            if (BarrierLayout.phase(state) != generation) {
                return false;
            }
            // for messages only, and before the state, or nobody would know in time
            INTS.setVolatile(memory, BarrierLayout.REASON_AT, reason.number());
            INTS.setVolatile(memory, BarrierLayout.BREAKER_AT, (int)
                    (breaker == 0 ? ProcessHandle.current().pid() : breaker));
            if (move(state, state & ~BarrierLayout.SLEEPERS | BarrierLayout.BROKEN)) {
                wakeAfter(state);
                return true;
            }
        }
    }

    /** Breaks it as it is now. */
    void abort() {
        long state = state();
        while (!BarrierLayout.isBroken(state)) {
            breakIt(BarrierLayout.generation(state), BarrierBreak.ABORT, 0);
            state = state();
        }
    }

    /**
     * Gives the places of the dead to others. Each has broken the barrier before, if that is asked: then a process that dies in between has broken it once too often, and
     * nobody waits for one of whom no trace is left. Where a party waits for no other, a death breaks nothing.
     */
    private void forgetDead(boolean breaking) {
        for (int member = 0; member < BarrierLayout.MEMBERS; member++) {
            long dead = members.dead(member);
            if (dead != 0) {
                if (breaking && parties > 1) {
                    breakIt(BarrierLayout.generation(state()), BarrierBreak.DEATH, ProcessKey.pid(dead));
                }
                members.forget(member, dead);
            }
        }
    }

    /** Releases those who wait as from a broken barrier, forgets the dead, and begins anew. */
    void reset() {
        forgetDead(false);
        while (true) {
            long state = state();
            int generation = BarrierLayout.generation(state);
            if (!BarrierLayout.isBroken(state)) {
                if (BarrierLayout.arrived(state) == 0) {
                    return;
                }
                breakIt(generation, BarrierBreak.RESET, 0);
            } else {
                history.note(generation);
                if (move(state, BarrierLayout.next(state))) {
                    return;
                }
            }
        }
    }

    /** True if it is broken, or is now found to be so since a member is dead. */
    boolean isBroken() {
        long state = state();
        if (BarrierLayout.isBroken(state)) {
            return true;
        }
        long dead = members.findDead(BarrierLayout.MEMBERS);
        return dead != 0 && breakIt(BarrierLayout.generation(state), BarrierBreak.DEATH, dead);
    }

    int waiting() {
        long state = state();
        return BarrierLayout.isBroken(state) ? 0 : BarrierLayout.arrived(state);
    }

    @Override
    public String toString() {
        long state = state();
        return "SharedBarrier(parties=" + parties
                + (BarrierLayout.isBroken(state) ? ", broken: " + reason() : ", waiting=" + waiting()) + ")";
    }

    private String where() {
        return "file=" + cell.file() + ", cell=" + cell.index();
    }

    private BrokenBarrierException broken() {
        return new BrokenBarrierException("the barrier is broken: " + reason() + ", parties=" + parties);
    }

    private String reason() {
        BarrierBreak reason = BarrierBreak.of((int) INTS.getVolatile(memory, BarrierLayout.REASON_AT));
        return reason.words() + ", pid=" + (int) INTS.getVolatile(memory, BarrierLayout.BREAKER_AT);
    }

    private boolean move(long from, long to) {
        return LONGS.compareAndSet(memory, BarrierLayout.STATE_AT, from, to);
    }

    private void wakeAfter(long state) {
        if ((state & BarrierLayout.SLEEPERS) != 0 && FutexWord.canWake()) {
            phase.wake(Integer.MAX_VALUE);
        }
    }

    // what the action throws is thrown as it is, and await cannot declare it
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable e) throws T {
        throw (T) e;
    }
}

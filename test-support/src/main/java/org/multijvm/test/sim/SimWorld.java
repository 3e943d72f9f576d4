package org.multijvm.test.sim;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.multijvm.test.sim.SimProcess.State;

/**
 * A world of processes that share memory, from their start to the last one's end; all that happens in it follows from its seed.
 *
 * <p>One thread runs at a time. At each step it may have to hand the token on, and its process may be killed or stopped; a kill comes before a store as a
 * rule, since two deaths between which nothing is stored leave the same. Who sleeps is woken by the kernel's word or by the clock,
 * which jumps when nobody can run.
 *
 * <p><b>What must hold.</b> Within {@link #PATIENCE_NANOS} after the last disturbance (a kill, or the end of a stop) each operation ends.
 * What the primitive conserves its program checks.
 */
public final class SimWorld {
    /** How long survivors may take, by the world's clock. */
    static final long PATIENCE_NANOS = 3_000_000_000L;

    private static final long STEP_NANOS = 500;
    private static final long LOOK_NANOS = 10_000;
    private static final int MOST_STEPS = 20_000_000;
    private static final int LONGEST_TURN = 20_000;
    private static final int[] MEAN_WRITES_TO_KILL = {3, 10, 30, 100};
    private static final int[] MEAN_TURN = {8, 60, 400, 4000, 4000, 20_000};
    private static final int[] MEAN_WRITES_IN_TURN = {2, 8, 40, 40, 1000};

    private final long seed;
    private final SplittableRandom random;
    private final SimProcess[] processes;
    private final ByteBuffer memory;
    private final Map<Object, Object> ledger = new HashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final SimProgram program;
    private final int killsWanted;
    private final boolean mayWaitAtEnd;
    private final int meanTurn;
    private final int meanWritesInTurn;
    private final int meanWritesToKill;
    private final boolean tracing;

    /** After so many steps somebody writes rubbish; never, if nobody does. */
    private final long damageAt;

    private boolean damaged;

    private long clock = 1_000_000_000;
    private long lastDisturbance = clock;
    private long nextWake = clock;
    private long steps;
    private long handovers;
    private int turnLeft;
    private int writesLeftInTurn;
    private int writesToKill;
    private int readsToKill = Integer.MAX_VALUE;
    private int kills;
    private int born;
    private boolean quiet;
    private boolean done;
    private boolean ending;
    private @Nullable SimFailure failure;

    SimWorld(SimMachine machine, long seed, int killsWanted, boolean tracing) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.memory = machine.memory();
        this.tracing = tracing;
        this.processes = machine.processes(this);
        this.program = machine.program();
        this.killsWanted = Boolean.getBoolean("sim.damage") ? 0 : Math.min(killsWanted, mortals());
        this.mayWaitAtEnd = program.mayWaitAtEnd();
        this.meanTurn = MEAN_TURN[draw(MEAN_TURN.length)];
        this.meanWritesInTurn = MEAN_WRITES_IN_TURN[draw(MEAN_WRITES_IN_TURN.length)];
        this.meanWritesToKill = MEAN_WRITES_TO_KILL[draw(MEAN_WRITES_TO_KILL.length)];
        this.damageAt = Boolean.getBoolean("sim.damage") ? 1 + draw(draw(2) == 0 ? 300 : 5000) : Long.MAX_VALUE;
        drawKill();
        drawTurn();
    }

    private int mortals() {
        int mortals = 0;
        for (int slot = 0; slot < processes.length; slot++) {
            mortals += program.isImmortal(slot) ? 0 : 1;
        }
        return mortals;
    }

    /** What the programs keep books of, as the memory cannot: objects of the JDK only, since each process has its own classes. */
    public Map<Object, Object> ledger() {
        return ledger;
    }

    /** The processes there are, were and will be. */
    public SimProcess process(int pid) {
        return processes[pid - SimProcess.FIRST_PID];
    }

    public long clock() {
        return clock;
    }

    /** How many processes have been killed. */
    public int kills() {
        return kills;
    }

    /** Tells that something is wrong; does not return. */
    public void fail(String what) {
        if (damaged && steps <= MOST_STEPS) {
            throw new IllegalStateException(what);
        }
        failed(what, null);
        throw SimKilled.KILLED;
    }

    /** Fails unless it holds. */
    public void check(boolean holds, String what) {
        if (!holds) {
            fail(what);
        }
    }

    int draw(int bound) {
        return random.nextInt(bound);
    }

    long steps() {
        return steps;
    }

    long handovers() {
        return handovers;
    }

    /** Runs it, from the simulator's own thread. */
    @Nullable
    SimFailure run(int living) throws InterruptedException {
        for (int i = 0; i < living; i++) {
            start(processes[born++], i == 0 ? 0 : draw(100_000));
        }
        SimThread first = processes[0].threads[0];
        first.state = SimThread.State.READY;
        first.wakeAt = SimThread.AWAKE;
        first.giveTurn();
        over.await();
        return failure;
    }

    private void start(SimProcess process, long delay) {
        process.state = State.ALIVE;
        for (SimThread thread : process.threads) {
            thread.world = this;
            thread.process = process;
            thread.operation = null;
            thread.operations = 0;
            thread.asleepOn = 0;
            thread.state = SimThread.State.ASLEEP;
            thread.wakeAt = clock + delay;
            nextWake = Math.min(nextWake, thread.wakeAt);
        }
    }

    /** The life of a thread in this world; it has the token. */
    void live(SimThread me) {
        try {
            checkAlive(me);
            quiet = true;
            SimProgram made = me.process().program(memory.duplicate().order(ByteOrder.nativeOrder()));
            quiet = false;
            made.run(me);
            if (!hasOthers(me) && !ending && !damaged) {
                quiet = true;
                made.verify(me);
            }
        } catch (SimKilled killed) {
            // as it was to be
        } catch (Throwable e) {
            if (damaged) {
                // it has noticed: with that its process ends
                kill(me.process());
            } else if (!ending && !me.process().isDead()) {
                failed("threw: " + e, e);
            }
        }
        quiet = false;
        me.state = SimThread.State.IDLE;
        me.operation = null;
        SimThread next = choose();
        if (next == null) {
            over.countDown();
        } else {
            handovers++;
            next.giveTurn();
        }
    }

    boolean hasOthers(SimThread me) {
        for (SimProcess process : processes) {
            for (SimThread thread : process.threads) {
                if (thread != me && isLiving(thread)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isLiving(SimThread thread) {
        SimProcess process = thread.process;
        return thread.state != SimThread.State.IDLE && process != null && !process.isDead();
    }

    private void checkAlive(SimThread me) {
        if (ending || me.process().isDead()) {
            throw SimKilled.KILLED;
        }
    }

    /** Before each access of shared memory. */
    void step(SimThread me, boolean write) {
        checkAlive(me);
        if (quiet) {
            return;
        }
        clock += STEP_NANOS;
        if (++steps > MOST_STEPS) {
            fail("so many steps without an end: steps=" + steps);
        }
        if (write && tracing) {
            trace(me);
        }
        if (write ? --writesToKill == 0 : --readsToKill == 0) {
            strike(me.process());
        }
        if (steps == damageAt) {
            damage();
        }
        if (clock >= nextWake) {
            wakeDue();
        }
        if (--turnLeft <= 0 || (write && --writesLeftInTurn <= 0) || me.process().state != State.ALIVE) {
            handOn(me);
        }
    }

    void pass(SimThread me, long nanos) {
        step(me, false);
        clock += nanos;
    }

    boolean looksAlive(SimThread me, long pid) {
        pass(me, LOOK_NANOS);
        long slot = pid - SimProcess.FIRST_PID;
        return slot >= 0 && slot < processes.length && !processes[(int) slot].isDead();
    }

    /** Sleeps for so long, or until somebody wakes those that sleep on a word. */
    void sleep(SimThread me, long nanos, long word) {
        step(me, false);
        fallAsleep(me, nanos, word);
    }

    /** The same without a step before it: the kernel looks at a word and puts to sleep in one. */
    void fallAsleep(SimThread me, long nanos, long word) {
        if (quiet) {
            clock += Math.min(nanos, PATIENCE_NANOS);
            return;
        }
        me.state = SimThread.State.ASLEEP;
        me.asleepOn = word;
        me.wakeAt = nanos > Long.MAX_VALUE - clock ? SimThread.AWAKE - 1 : clock + Math.max(1, nanos);
        nextWake = Math.min(nextWake, me.wakeAt);
        handOn(me);
    }

    void wake(SimThread me, long word, int count) {
        pass(me, 1_000);
        int left = count;
        int first = draw(processes.length);
        for (int i = 0; i < processes.length && left > 0; i++) {
            for (SimThread thread : processes[(first + i) % processes.length].threads) {
                if (left > 0 && thread.asleepOn == word && thread.state == SimThread.State.ASLEEP && isLiving(thread)) {
                    wake(thread);
                    left--;
                }
            }
        }
    }

    boolean goOn(SimThread me) {
        step(me, false);
        if (kills >= killsWanted && (damaged || damageAt == Long.MAX_VALUE) && !done) {
            done = true;
            for (SimProcess process : processes) {
                for (SimThread thread : process.threads) {
                    done &= !isLiving(thread) || thread.operations >= 2;
                }
            }
        }
        if (!done && draw(2) == 0) {
            // it does something else: else those that wait would only see a world in which all is taken
            sleep(me, 1 + draw(draw(4) == 0 ? 4_000_000 : 400_000), 0);
        }
        return !done;
    }

    /** What a wild store of native code may do, or a bad disk. */
    private void damage() {
        damaged = true;
        lastDisturbance = clock;
        int places = 1 + draw(draw(2) == 0 ? 3 : 100);
        for (int i = 0; i < places; i++) {
            int at = draw(program.bytes() - Long.BYTES);
            if (draw(2) == 0) {
                memory.putLong(at, draw(2) == 0 ? random.nextLong() : random.nextInt());
            } else {
                memory.put(at, (byte) draw(256));
            }
        }
        for (SimProcess process : processes) {
            for (SimThread thread : process.threads) {
                thread.operations = 0;
            }
        }
    }

    private static void wake(SimThread thread) {
        thread.state = SimThread.State.READY;
        thread.asleepOn = 0;
        thread.wakeAt = SimThread.AWAKE;
    }

    /** Lets the token go; returns when it is back. */
    private void handOn(SimThread me) {
        SimThread next = choose();
        drawTurn();
        if (next != null && next != me) {
            handovers++;
            next.giveTurn();
            me.awaitTurn();
        }
        checkAlive(me);
    }

    /** Who runs next; null if no thread is left. */
    private @Nullable SimThread choose() {
        while (true) {
            SimThread unwinding = unwinding();
            if (unwinding != null) {
                return unwinding;
            }
            if (ending) {
                return null;
            }
            if (kills < killsWanted && draw(100) == 0) {
                strike(processes[draw(processes.length)]);
                continue;
            }
            wakeDue();
            checkProgress();
            if (ending) {
                continue;
            }
            SimThread ready = readyOne();
            if (ready != null) {
                return ready;
            }
            if (nextWake == SimThread.AWAKE) {
                if (!isAnyLeft()) {
                    return null;
                }
                failed("nobody can go on", null);
                continue;
            }
            if (done && mayWaitAtEnd) {
                ending = true;
                continue;
            }
            clock = Math.max(clock, nextWake);
        }
    }

    /** The dead leave their stacks before anything else happens. */
    private @Nullable SimThread unwinding() {
        for (SimProcess process : processes) {
            if (ending || process.isDead()) {
                for (SimThread thread : process.threads) {
                    if (thread.state != SimThread.State.IDLE) {
                        return thread;
                    }
                }
            }
        }
        return null;
    }

    private @Nullable SimThread readyOne() {
        SimThread chosen = null;
        int found = 0;
        for (SimProcess process : processes) {
            if (process.state == State.ALIVE) {
                for (SimThread thread : process.threads) {
                    if (thread.state == SimThread.State.READY && draw(++found) == 0) {
                        chosen = thread;
                    }
                }
            }
        }
        return chosen;
    }

    private boolean isAnyLeft() {
        for (SimProcess process : processes) {
            for (SimThread thread : process.threads) {
                if (thread.state != SimThread.State.IDLE) {
                    return true;
                }
            }
        }
        return false;
    }

    private void wakeDue() {
        long next = SimThread.AWAKE;
        for (SimProcess process : processes) {
            if (process.state == State.STOPPED) {
                lastDisturbance = clock;
                if (process.stoppedUntil > clock) {
                    next = Math.min(next, process.stoppedUntil);
                    continue;
                }
                process.state = State.ALIVE;
                if (kills < killsWanted && draw(2) == 0) {
                    kill(process);
                }
            }
            for (SimThread thread : process.threads) {
                if (thread.state == SimThread.State.ASLEEP && process.state == State.ALIVE) {
                    if (thread.wakeAt <= clock) {
                        wake(thread);
                    } else {
                        next = Math.min(next, thread.wakeAt);
                    }
                }
            }
        }
        nextWake = next;
    }

    private void checkProgress() {
        for (SimProcess process : processes) {
            for (SimThread thread : process.threads) {
                boolean late = thread.operation != null
                        && !(done && mayWaitAtEnd)
                        && clock - Math.max(lastDisturbance, thread.operationStart) > PATIENCE_NANOS;
                if (late && damaged && program.mayWaitAfterDamage()) {
                    ending = true;
                } else if (late) {
                    failed("a survivor does not come forward: thread=" + thread, null);
                    return;
                }
            }
        }
    }

    /** Kills or stops a process, if it may be. */
    private void strike(SimProcess victim) {
        drawKill();
        if (kills >= killsWanted || victim.state != State.ALIVE || program.isImmortal(victim.slot)) {
            return;
        }
        if (draw(6) == 0) {
            victim.state = State.STOPPED;
            victim.stoppedUntil = clock + 1 + random.nextLong(draw(4) == 0 ? 100_000_000 : 1_000_000);
            nextWake = Math.min(nextWake, victim.stoppedUntil);
            if (tracing) {
                System.out.println(clock + " STOP " + victim.pid());
            }
        } else {
            kill(victim);
        }
    }

    private void kill(SimProcess victim) {
        victim.state = State.DEAD;
        kills++;
        lastDisturbance = clock;
        for (SimProcess process : processes) {
            for (SimThread thread : process.threads) {
                thread.operations = 0;
            }
        }
        if (tracing) {
            System.out.println(clock + " KILL " + victim.pid());
        }
        if (born < processes.length && !damaged) {
            start(processes[born++], draw(draw(8) == 0 ? 5_000_000 : 50_000));
        }
    }

    private void drawKill() {
        writesToKill = 1 + draw(2 * meanWritesToKill);
        readsToKill = 1 + draw(program.loadsToKill());
    }

    private void drawTurn() {
        turnLeft = Math.min(LONGEST_TURN, 1 + draw(2 * meanTurn));
        writesLeftInTurn = 1 + draw(2 * meanWritesInTurn);
    }

    private void failed(String what, @Nullable Throwable cause) {
        if (failure == null) {
            List<String> threads = new ArrayList<>();
            for (SimProcess process : processes) {
                for (SimThread thread : process.threads) {
                    if (thread.state != SimThread.State.IDLE) {
                        threads.add(describe(thread));
                    }
                }
            }
            failure = new SimFailure(
                    what + ": seed=" + seed + ", kills=" + kills + ", clock=" + clock + ", steps=" + steps + "\n"
                            + String.join("\n", threads),
                    cause);
        }
        ending = true;
    }

    private static String describe(SimThread thread) {
        StringBuilder text = new StringBuilder(thread.toString());
        for (StackTraceElement element : thread.getStackTrace()) {
            if (element.getClassName().startsWith("org.multijvm.")
                    && !element.getClassName().startsWith("org.multijvm.test.")) {
                text.append("\n    ").append(element);
            }
        }
        return text.toString();
    }

    private void trace(SimThread me) {
        StringBuilder text = new StringBuilder(clock + " " + me.getName());
        int shown = 0;
        for (StackTraceElement element : me.getStackTrace()) {
            if (element.getClassName().startsWith("org.multijvm.")
                    && !element.getClassName().startsWith("org.multijvm.test.")
                    && shown++ < 6) {
                text.append(" < ").append(element.getFileName()).append(':').append(element.getLineNumber());
            }
        }
        System.out.println(text);
    }
}

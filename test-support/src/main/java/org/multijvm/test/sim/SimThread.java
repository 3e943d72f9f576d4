package org.multijvm.test.sim;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A thread of a simulated process: it runs only while it has the token. The operating system's thread serves world after world. */
public final class SimThread extends Thread {
    enum State {
        IDLE,
        READY,
        ASLEEP
    }

    static final long AWAKE = Long.MAX_VALUE;

    final int number;
    private volatile boolean turn;
    private volatile boolean ended;

    // of the world it is in
    @Nullable
    SimWorld world;

    @Nullable
    SimProcess process;

    State state = State.IDLE;
    long wakeAt = AWAKE;

    /** The address of the word that it sleeps on, 0 for none. */
    long asleepOn;

    /** What it is at, and since when; null between two operations. */
    @Nullable
    String operation;

    long operationStart;

    /** How many operations it has ended since the last disturbance. */
    int operations;

    SimThread(int slot, int number) {
        super("sim-" + (SimProcess.FIRST_PID + slot) + "-" + number);
        this.number = number;
        setDaemon(true);
    }

    /** The process that it is of. */
    public SimProcess process() {
        return java.util.Objects.requireNonNull(process);
    }

    /** The world that it is in. */
    public SimWorld world() {
        return java.util.Objects.requireNonNull(world);
    }

    /** Begins an operation, which is to come forward. */
    public void begin(String what) {
        operation = what;
        operationStart = world().clock();
    }

    /** Ends an operation. */
    public void end() {
        operation = null;
        operations++;
    }

    /** Whether to begin another operation. */
    public boolean goOn() {
        return world().goOn(this);
    }

    /** Whether any other thread has not ended. */
    public boolean hasOthers() {
        return world().hasOthers(this);
    }

    /** Works for so long, by the world's clock. */
    public void pause(long nanos) {
        world().sleep(this, nanos, 0);
    }

    /** A number below the bound. */
    public int draw(int bound) {
        return world().draw(bound);
    }

    void giveTurn() {
        turn = true;
        LockSupport.unpark(this);
    }

    void awaitTurn() {
        while (!turn) {
            LockSupport.park(this);
        }
        turn = false;
    }

    void end(boolean last) {
        ended = last;
        giveTurn();
    }

    @Override
    public void run() {
        while (true) {
            awaitTurn();
            if (ended) {
                return;
            }
            world().live(this);
        }
    }

    @Override
    public String toString() {
        SimProcess of = process;
        return getName() + " " + state + (of == null ? "" : " of " + of.state)
                + (operation == null ? "" : ", at " + operation + " since " + operationStart)
                + (wakeAt == AWAKE ? "" : ", sleeps until " + wakeAt + (asleepOn == 0 ? "" : " on a word"));
    }
}

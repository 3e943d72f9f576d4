package org.multijvm.test.sim;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A simulated process of one world. */
public final class SimProcess {
    enum State {
        UNBORN,
        ALIVE,
        STOPPED,
        DEAD
    }

    /** The first pid; they follow one another. */
    static final int FIRST_PID = 1000;

    final int slot;
    final SimWorld world;
    final SimThread[] threads;
    final Class<? extends SimProgram> programClass;
    State state = State.UNBORN;
    long stoppedUntil;

    @Nullable
    SimProgram program;

    SimProcess(int slot, SimWorld world, SimThread[] threads, Class<? extends SimProgram> programClass) {
        this.slot = slot;
        this.world = world;
        this.threads = threads;
        this.programClass = programClass;
    }

    /** Its number, unlike that of all others of the world. */
    public int pid() {
        return FIRST_PID + slot;
    }

    /** Its number, from 0 on. */
    public int slot() {
        return slot;
    }

    public boolean isDead() {
        return state == State.DEAD;
    }

    /** The world it is in. */
    public SimWorld world() {
        return world;
    }

    /** The program, made and attached when first asked for. */
    SimProgram program(ByteBuffer memory) throws ReflectiveOperationException {
        SimProgram made = program;
        if (made == null) {
            made = SimMachine.made(programClass);
            made.attach(this, memory);
            program = made;
        }
        return made;
    }
}

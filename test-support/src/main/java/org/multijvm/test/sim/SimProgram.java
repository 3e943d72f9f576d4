package org.multijvm.test.sim;

import java.nio.ByteBuffer;

/**
 * What the processes of a simulated world do with one primitive. Each process has an object of its own, of a class of its own; they share only the memory
 * and the {@link SimWorld#ledger}.
 */
public interface SimProgram {
    /** How many processes there are, one after the other: all may be killed that are not {@link #isImmortal}. */
    default int processes() {
        return 8;
    }

    /** How many of them run at a time. */
    default int living() {
        return 3;
    }

    /** Whether a process is never killed: as a rule the last one, who has to come forward at the end. */
    default boolean isImmortal(int slot) {
        return slot == processes() - 1;
    }

    /** After how many loads, at most, a kill comes that did not come before a store: about those of some operations. */
    default int loadsToKill() {
        return 6000;
    }

    /** How many threads each has. */
    default int threads() {
        return 1;
    }

    /** How much memory they share. */
    int bytes();

    /** Makes the primitive in memory of zeros; by one process, before all others, undisturbed. */
    default void format(ByteBuffer memory) {}

    /** Begins to use it; once in each process, before its threads run, undisturbed. */
    void attach(SimProcess self, ByteBuffer memory);

    /** What a thread does, as long as {@link SimThread#goOn}. */
    void run(SimThread self);

    /** Whether one that waits when all is over may be left waiting, since those it waits for have ended. */
    default boolean mayWaitAtEnd() {
        return false;
    }

    /**
     * Whether one may be left waiting after rubbish was written: where what the rubbish says cannot be told from what somebody might have done, such as
     * taken a permit. It may not spin all the same.
     */
    default boolean mayWaitAfterDamage() {
        return false;
    }

    /** Looks at what is left, when all threads have ended that were not killed; by one of them, which nobody disturbs. */
    default void verify(SimThread self) {}
}

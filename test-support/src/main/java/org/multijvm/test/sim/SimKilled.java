package org.multijvm.test.sim;

/** Takes a thread of a killed process off its stack: each further step throws it again, so that no finally block changes anything. */
final class SimKilled extends Error {
    @SuppressWarnings("StaticAssignmentOfThrowable") // it is thrown ten thousand times a second, and has no stack
    static final SimKilled KILLED = new SimKilled();

    private static final long serialVersionUID = 1;

    private SimKilled() {
        super("the simulated process is dead", null, false, false);
    }
}

package org.multijvm.launcher;

import java.io.File;
import org.jspecify.annotations.Nullable;

/**
 * The signals that do not end a child, since what they mean is the main process's to say: Ctrl-C goes to the whole process group, and so does
 * what a service manager or {@code docker stop} sends.
 *
 * <p>They are caught, not ignored: a program that the child starts begins with the default again (see execve(2)), where it would inherit an ignored
 * signal, and Ctrl-C would leave it running. Catching takes about a millisecond of a child's start.
 *
 * <p>The build compiles this class apart: javac comments on {@code sun.misc.Signal} whatever it is told, though the module
 * {@code jdk.unsupported} is there for its users. It knows no other class of ours for that.
 */
final class CaughtSignals implements sun.misc.SignalHandler {
    private static final int TO_EXIT_VALUE = 128;

    /** While this file is there the signal means nothing; null: it never means anything. */
    private final @Nullable File shield;

    private CaughtSignals(@Nullable File shield) {
        this.shield = shield;
    }

    /** Ctrl-C passes this JVM by from now on. */
    static void passInterrupt() {
        handle("INT", new CaughtSignals(null));
    }

    /**
     * SIGTERM and SIGHUP pass this JVM by as long as this file is there; afterwards they end it as they end every JVM.
     *
     * @param shield the file
     */
    static void passTermination(String shield) {
        CaughtSignals caught = new CaughtSignals(new File(shield));
        handle("TERM", caught);
        handle("HUP", caught);
    }

    /** Does nothing where the JVM keeps its hands off the signal (-Xrs) or ignores it already (nohup). */
    private static void handle(String name, CaughtSignals caught) {
        try {
            sun.misc.Signal.handle(new sun.misc.Signal(name), caught);
        } catch (IllegalArgumentException kept) {
            return;
        }
    }

    /** Runs in a thread of its own, whose name is {@code SIGTERM handler}: {@link EndingSignal} finds it. */
    @Override
    public void handle(sun.misc.Signal signal) {
        if (shield != null && !shield.exists()) {
            System.exit(TO_EXIT_VALUE + signal.getNumber());
        }
    }
}

package org.multijvm.launcher;

import java.io.Serializable;

/**
 * How a process ended: with an exit value of its own, or by a signal (rule P5, where Python says {@code -N}), or nobody knows how.
 *
 * <p>The first two are told apart by what the child itself recorded on its way out, not by the operating system's value alone: {@code
 * System.exit(137)} is {@code Code(137)} and {@code kill -9} is {@code Signal(9)}. The one case that cannot be told is a child that
 * calls {@link Runtime#halt} with 129 to 192: it leaves no record and reads as a signal.
 */
public sealed interface ProcessExit extends Serializable {
    /** True if the process ended by itself with the value 0. */
    default boolean ok() {
        return false;
    }

    /**
     * The process ended by itself: its function returned (0), threw (1), or {@code System.exit} was called.
     *
     * @param value the low 8 bits of the exit value: {@code System.exit(300)} is 44
     */
    record Code(int value) implements ProcessExit {
        @Override
        public boolean ok() {
            return value == 0;
        }
    }

    /**
     * The process was ended by a signal: 15 by {@link JvmProcess#terminate}, 9 by {@link JvmProcess#kill} or the kernel's
     * out-of-memory killer, 6 by a crash in native code (the JVM turns every fatal signal into an abort).
     *
     * @param number the signal's number
     */
    record Signal(int number) implements ProcessExit {}

    /**
     * Nobody knows how the process ended, or whether it has: its node is gone, or the one that watched it. It counts as ended. Processes on
     * this machine never end so: {@link JvmProcess} gives one of the others.
     *
     * @param reason what is known, for people: the node and what was last heard of it
     */
    record Lost(String reason) implements ProcessExit {
        /**
         * Checks the reason.
         *
         * @throws NullPointerException if it is null
         */
        public Lost {
            java.util.Objects.requireNonNull(reason, "reason");
        }
    }
}

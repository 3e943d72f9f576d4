package org.multijvm.ipc.wait;

import java.util.Optional;
import org.multijvm.launcher.ProcessIdentity;

/**
 * A process in one word of shared memory: its pid above, the low 30 bits of its start time below, and two bits that are free
 * for the word's user. Never 0.
 */
public final class ProcessKey {
    /** This JVM. */
    public static final long SELF = of(ProcessIdentity.current());

    private static final long FREE_BITS = 3;
    private static final long START_MASK = (1L << 30) - 1;

    private ProcessKey() {}

    /** The key of a process, with the user's bits zero. */
    public static long of(ProcessIdentity process) {
        return process.pid() << 32 | (process.startTime() & START_MASK) << 2;
    }

    /** The key without the bits of its user: equal for the same process. */
    public static long bare(long word) {
        return word & ~FREE_BITS;
    }

    /** The process number. */
    public static long pid(long word) {
        return word >>> 32;
    }

    /**
     * True only if the process is certainly gone; a zombie is. Costs about 10 us.
     *
     * <p>Whoever is out of file descriptors can read nobody's state. To take the living for dead for that reason would be the worst
     * of errors: so the answer counts only if we could read our own state right before and right after.
     */
    public static boolean isDead(long word) {
        long key = bare(word);
        if (key == SELF) {
            return false;
        }
        Optional<ProcessIdentity> found = ProcessIdentity.of(pid(key));
        if (found.isPresent()) {
            // without a start time there is such a process, and nobody could read more: as a rule it is the one
            return found.get().startTime() != 0 && of(found.get()) != key;
        }
        ProcessIdentity self = ProcessIdentity.current();
        return self.isAlive() && ProcessIdentity.of(pid(key)).isEmpty() && self.isAlive();
    }
}

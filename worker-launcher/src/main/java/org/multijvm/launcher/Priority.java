package org.multijvm.launcher;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The words in front of {@code java} that give a child less claim to the processors, or fewer of them: nice(1) and taskset(1), each of which becomes what it
 * starts, so that the pid is the child's.
 */
final class Priority {
    static final int LEAST = 19;

    private static final String NICE = "nice";
    private static final String TASKSET = "taskset";

    private Priority() {}

    /** Whether this machine has what lowers a child's claim. */
    static boolean canLower() {
        return isThere(NICE);
    }

    /**
     * A list that may be added to; empty for a child that has the claim and the processors of this JVM.
     *
     * @throws ProcessStartException if what is asked for needs a program that is not there
     */
    static List<String> words(JvmOptions options) {
        List<String> words = new ArrayList<>();
        if (options.niceness() != 0) {
            words.addAll(List.of(needed(NICE, "coreutils"), "-n", Integer.toString(options.niceness())));
        }
        if (!options.cpus().isEmpty()) {
            String cpus =
                    options.cpus().stream().map(cpu -> Integer.toString(cpu)).collect(Collectors.joining(","));
            words.addAll(List.of(needed(TASKSET, "util-linux"), "-c", cpus));
        }
        return words;
    }

    private static String needed(String program, String of) {
        if (!isThere(program)) {
            throw new ProcessStartException(
                    "cannot start a JVM, niceness and cpus need a program that is not there: install " + of
                            + ": program=/usr/bin/" + program,
                    null);
        }
        return program;
    }

    private static boolean isThere(String program) {
        return new File("/usr/bin", program).canExecute();
    }
}

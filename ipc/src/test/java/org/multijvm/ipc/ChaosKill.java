package org.multijvm.ipc;

import com.sun.jna.Function;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.multijvm.test.Kill;

/**
 * Kills JVMs with SIGKILL, and counts where they were. Half of them are killed as they run, and nobody knows where. The others
 * are stopped first, and what they have in shared memory is looked at; one that is in the midst of nothing may go on for a
 * moment and is stopped again, some times, so that most die where it matters. Confined to one thread.
 */
public final class ChaosKill {
    /** Where somebody is who is in the midst of nothing; the name of a place where it is not worth dying begins with it. */
    public static final String OUTSIDE = "outside";

    /** Under this name those count that were not stopped first. */
    private static final String RUNNING = "running";

    /** The C library's {@code int kill(pid_t pid, int signal)}, and Linux's numbers for it. */
    private static final Function C_KILL = Function.getFunction("c", "kill");

    private static final int SIGCONT = 18;
    private static final int SIGSTOP = 19;

    private static final int TRIES = 8;
    private static final int LONGEST_PAUSE_NANOS = 1_000_000;

    private final Random random;
    private final LongFunction<String> where;
    private final Map<String, Integer> met = new TreeMap<>();
    private int kills;

    /**
     * @param where tells from shared memory where a stopped process is, given its pid, or {@link #OUTSIDE}
     */
    public ChaosKill(Random random, LongFunction<String> where) {
        this.random = random;
        this.where = where;
    }

    /** Kills a process that runs; it may not be dead yet when this returns. */
    public void kill(long pid) throws IOException, InterruptedException {
        kills++;
        String place = random.nextBoolean() ? RUNNING : stopSomewhere(pid);
        Kill.kill(pid);
        met.merge(place, 1, Integer::sum);
    }

    public int kills() {
        return kills;
    }

    /** How many of those that were stopped first were at such a place. */
    public int met(String place) {
        return met.getOrDefault(place, 0);
    }

    /** How many were stopped first and in the midst of something. */
    public int metInside() {
        int inside = kills - met(RUNNING);
        for (String place : met.keySet()) {
            inside -= place.startsWith(OUTSIDE) ? met(place) : 0;
        }
        return inside;
    }

    private String stopSomewhere(long pid) throws IOException, InterruptedException {
        String place = OUTSIDE;
        for (int i = 0; i < TRIES && place.startsWith(OUTSIDE); i++) {
            if (i > 0) {
                signal(pid, SIGCONT);
                TimeUnit.NANOSECONDS.sleep(random.nextInt(LONGEST_PAUSE_NANOS));
            }
            stop(pid);
            place = where.apply(pid);
        }
        return place;
    }

    /** Stops a process; once this returns none of its threads runs. */
    public static void stop(long pid) throws IOException, InterruptedException {
        signal(pid, SIGSTOP);
        long start = System.nanoTime();
        while (!allThreadsStopped(pid)) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(60)) {
                throw new AssertionError("the process does not stop: pid=" + pid);
            }
            TimeUnit.MICROSECONDS.sleep(50);
        }
    }

    /** By a call instead of a process of its own, which would take longer than a round. */
    private static void signal(long pid, int signal) throws IOException {
        if (C_KILL.invokeInt(new Object[] {(int) pid, signal}) != 0) {
            throw new IOException("cannot send a signal: has the process ended? signal=" + signal + ", pid=" + pid);
        }
    }

    private static boolean allThreadsStopped(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.allMatch(ChaosKill::isStopped);
        }
    }

    private static boolean isStopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"));
            // the name of the thread, field 2, may hold blanks and brackets
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
        } catch (IOException hasEndedMeanwhile) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "kills=" + kills + ", met=" + met;
    }
}

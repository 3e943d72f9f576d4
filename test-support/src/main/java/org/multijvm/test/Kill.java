package org.multijvm.test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * Ends, stops and wakes processes the hard way, as users, kernels and schedulers do. Works on any pid, child or not; a pid of
 * nobody is passed over by {@link #kill} and {@link #terminate}. Thread-safe.
 */
public final class Kill {
    private Kill() {}

    /** Sends SIGKILL: the process runs no more code. Returns before it is dead; see {@link #awaitDeath}. */
    public static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Sends SIGTERM: a JVM runs its shutdown hooks. */
    public static void terminate(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
    }

    /**
     * Sends SIGSTOP, and waits until each thread has stopped: the process lives, but runs nothing until {@link #resume}.
     *
     * @throws IOException if there is no such process
     */
    public static void stop(long pid) throws IOException {
        signal("STOP", pid);
        poll("stop of the process", pid, Duration.ofMinutes(1), () -> ProcessState.stoppedWhole(pid));
    }

    /**
     * Sends SIGCONT.
     *
     * @throws IOException if there is no such process
     */
    public static void resume(long pid) throws IOException {
        signal("CONT", pid);
    }

    /**
     * Sends SIGINT, as Ctrl-C does.
     *
     * @throws IOException if there is no such process
     */
    public static void interrupt(long pid) throws IOException {
        signal("INT", pid);
    }

    /**
     * Waits until the process runs no more; a zombie does not.
     *
     * @throws org.awaitility.core.ConditionTimeoutException if it still runs after that time
     */
    public static void awaitDeath(long pid, Duration atMost) {
        poll("death of the process", pid, atMost, () -> !ProcessState.of(pid).runs());
    }

    private static void poll(String what, long pid, Duration atMost, Callable<Boolean> seen) {
        Awaitility.await(what + ": pid=" + pid)
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(atMost)
                .until(seen);
    }

    /** The shell's own kill: the command of that name is not on every machine. */
    private static void signal(String name, long pid) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                .redirectErrorStream(true)
                .start();
        try (InputStream output = shell.getInputStream()) {
            String words = new String(output.readAllBytes(), StandardCharsets.UTF_8).strip();
            int code = shell.waitFor();
            if (code != 0) {
                throw new IOException("cannot send a signal: signal=" + name + ", pid=" + pid + ", words=" + words);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while sending a signal: signal=" + name + ", pid=" + pid, e);
        }
    }
}

package org.multijvm.pool.task;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.StringJoiner;

/**
 * What the workers of a pool are doing at one moment: {@link org.multijvm.pool.Pool#threadDump}.
 *
 * @param pool the pool's name
 * @param at when they were asked
 * @param workers those that were there, in the order of their start
 */
public record ThreadDump(String pool, Instant at, List<WorkerThreads> workers) {
    /** Copies the list. */
    public ThreadDump {
        workers = List.copyOf(workers);
    }

    /**
     * One worker.
     *
     * @param worker its name
     * @param pid its process number
     * @param task the number of the task that it runs; empty if it runs none
     * @param function what that task runs: {@code com.example.Report::render}
     * @param runningFor for how long it has run it, where that can be told
     * @param threads its threads, the one that runs tasks first; empty if it did not tell
     * @param trouble why it did not tell its threads, and what the system knows of its process
     */
    public record WorkerThreads(
            String worker,
            long pid,
            OptionalLong task,
            Optional<String> function,
            Optional<Duration> runningFor,
            List<ThreadStack> threads,
            Optional<String> trouble) {
        /** Copies the list. */
        public WorkerThreads {
            threads = List.copyOf(threads);
        }
    }

    /**
     * One thread.
     *
     * @param name its name
     * @param state what it does; native code that runs counts as {@code RUNNABLE}, also while it waits
     * @param frames where it is, the innermost first; at most 1,000
     */
    public record ThreadStack(String name, Thread.State state, List<StackTraceElement> frames) {
        /** Copies the list. */
        public ThreadStack {
            frames = List.copyOf(frames);
        }
    }

    /** All of it as text for people, many lines; its form is no contract. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add("pool " + pool + " at " + at + ": workers=" + workers.size());
        for (WorkerThreads worker : workers) {
            StringBuilder head = new StringBuilder("worker " + worker.worker() + " (pid " + worker.pid() + "): ");
            head.append(
                    worker.task().isPresent()
                            ? "task=" + worker.task().getAsLong() + ", function="
                                    + worker.function().orElse("?")
                            : "no task");
            worker.runningFor().ifPresent(time -> head.append(", for ms=").append(time.toMillis()));
            worker.trouble().ifPresent(why -> head.append("\n  ").append(why));
            lines.add(head);
            for (ThreadStack thread : worker.threads()) {
                lines.add("  \"" + thread.name() + "\" " + thread.state());
                for (StackTraceElement frame : thread.frames()) {
                    lines.add("      at " + frame);
                }
            }
        }
        return lines.toString();
    }
}

package org.multijvm.pool.task;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/**
 * What became of a pool's tasks, by function and by reason: a part of {@link PoolStats}. Immutable.
 *
 * @param oldestWaiting how long the task has waited that waits longest; empty if none waits. Where more than some thousand tasks a second come it may be off by those that come in a moment
 * @param functions by function, in the order of their first tasks; those beyond the first hundred are the last one, with the name {@link #OTHERS}
 * @param tasksEnded how many tasks have ended for which reason, one that was tried again by its last try; see {@link #ends}
 * @param workersEnded how many workers have ended for which reason; see {@link #workerEnds}
 */
public record TaskFigures(
        Optional<Duration> oldestWaiting,
        List<FunctionTimes> functions,
        List<TasksEnded> tasksEnded,
        List<WorkersEnded> workersEnded) {
    /** The name of all functions beyond the first hundred. */
    public static final String OTHERS = "all others";

    /** Where none is known. */
    public static final TaskFigures NONE = new TaskFigures(Optional.empty(), List.of(), List.of(), List.of());

    /** Copies the lists. */
    public TaskFigures {
        functions = List.copyOf(functions);
        tasksEnded = List.copyOf(tasksEnded);
        workersEnded = List.copyOf(workersEnded);
    }

    /** How many tasks have ended for which reason; those that there was none for are left out. */
    public Map<End, Long> ends() {
        Map<End, Long> ends = new EnumMap<>(End.class);
        tasksEnded.forEach(each -> ends.put(each.reason(), each.count()));
        return ends;
    }

    /** How many workers have ended for which reason, in words: those that were replaced after crashes, for their memory and so on; not what ends with the pool. */
    public Map<String, Long> workerEnds() {
        Map<String, Long> ends = new TreeMap<>();
        workersEnded.forEach(each -> ends.put(each.reason(), each.count()));
        return ends;
    }

    /** Tasks that have ended for one reason. */
    public record TasksEnded(End reason, long count) {}

    /** Workers that have ended for one reason, in words. */
    public record WorkersEnded(String reason, long count) {}

    /** How a task ended. */
    public enum End {
        /** With a result. */
        DONE,

        /** The function threw, or what it gave could not be read. */
        THREW,

        /** Its worker died. */
        CRASHED,

        /** It ran for longer than its time limit. */
        OVER_TIME,

        /** It was not started within its wait limit. */
        NOT_STARTED,

        /** It was cancelled, by its caller or with the pool. */
        CANCELLED,

        /** No worker could be started. */
        NO_WORKER;

        /** For engines: that of a task that fails by this. */
        public static End of(Throwable failure) {
            if (failure instanceof TaskTimeoutException late) {
                return late.kind() == TaskLimit.QUEUE ? NOT_STARTED : OVER_TIME;
            } else if (failure instanceof WorkerCrashedException) {
                return CRASHED;
            } else if (failure instanceof CancellationException) {
                return CANCELLED;
            }
            return failure instanceof WorkerStartException ? NO_WORKER : THREW;
        }
    }

    /**
     * The times of one function.
     *
     * @param function what people call it: {@code com.example.Report::render}
     * @param waiting from when a task was taken to its answer, less what it ran: so with its ways there and back. Where tasks come quickly a sample, each of which counts for those between
     * @param running how long its tasks ran, failed ones too; not those whose worker died
     */
    public record FunctionTimes(String function, TimeHistogram waiting, TimeHistogram running) {}
}

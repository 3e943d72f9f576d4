package org.multijvm.pool.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.multijvm.pool.task.TaskFigures;
import org.multijvm.pool.task.TaskFigures.End;
import org.multijvm.pool.task.TaskFigures.FunctionTimes;
import org.multijvm.pool.task.TaskFigures.TasksEnded;
import org.multijvm.pool.task.TaskFigures.WorkersEnded;
import org.multijvm.pool.task.TimeHistogram;

/**
 * Counts what {@link TaskFigures} tell. Times are written by one thread at a time, which its engine sees to, and read by any; reasons are counted by any.
 *
 * <p>A time costs an index and an increment. Nothing is locked, and nothing allocated but for a function's first task.
 */
public final class TaskTimes {
    private static final int MOST_FUNCTIONS = 100;

    private final Map<String, Function> functions = new LinkedHashMap<>();
    private final Function others = new Function(TaskFigures.OTHERS);
    private final Map<End, AtomicLong> ends = new EnumMap<>(End.class);

    /** By a number that the engine has for each; null where there was no task yet. */
    private @Nullable Function[] byNumber = new @Nullable Function[64];

    /** The times of one function. */
    public static final class Function {
        private final String name;
        private final Counts waiting = new Counts();
        private final Counts running = new Counts();

        Function(String name) {
            this.name = name;
        }

        /** A task has run. */
        public void ran(long nanos) {
            running.add(nanos, 1);
        }

        /**
         * A task has waited.
         *
         * @param weight for how many it counts
         */
        public void waited(long nanos, int weight) {
            waiting.add(Math.max(0, nanos), weight);
        }
    }

    /** By one thread at a time; read by any. */
    private static final class Counts {
        private final AtomicLongArray counts = new AtomicLongArray(TimeHistogram.BUCKETS);
        private volatile long max;

        void add(long nanos, int weight) {
            int bucket = TimeHistogram.bucket(nanos);
            // no other one writes
            counts.lazySet(bucket, counts.getPlain(bucket) + weight);
            if (nanos > max) {
                max = nanos;
            }
        }

        TimeHistogram read() {
            long[] copy = new long[TimeHistogram.BUCKETS];
            for (int i = 0; i < copy.length; i++) {
                copy[i] = counts.get(i);
            }
            return TimeHistogram.of(copy, max);
        }
    }

    /** None so far. */
    public TaskTimes() {
        for (End how : End.values()) {
            ends.put(how, new AtomicLong());
        }
    }

    /**
     * By whoever writes times.
     *
     * @param number of the function, from 0, the same for each of its tasks
     */
    public Function of(int number, String name) {
        Function known = number < byNumber.length ? byNumber[number] : null;
        return known != null ? known : add(number, name);
    }

    private Function add(int number, String name) {
        try {
            if (number >= byNumber.length) {
                byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, 2 * byNumber.length));
            }
            Function function = of(name);
            byNumber[number] = function;
            return function;
        } catch (OutOfMemoryError full) {
            return others;
        }
    }

    /** By whoever writes times. Needs no memory if there is none. */
    public Function of(String name) {
        try {
            synchronized (functions) {
                Function function = functions.get(name);
                if (function == null && functions.size() < MOST_FUNCTIONS) {
                    function = new Function(name);
                    functions.put(name, function);
                }
                return function == null ? others : function;
            }
        } catch (OutOfMemoryError full) {
            return others;
        }
    }

    /** By any thread: a task has ended. */
    public void ended(End how) {
        counted(how).getAndIncrement();
    }

    private AtomicLong counted(End how) {
        return Objects.requireNonNull(ends.get(how));
    }

    /** By any thread: a task has failed by this. */
    public void failed(Throwable reason) {
        ended(End.of(reason));
    }

    /**
     * All of it now.
     *
     * @param oldest see {@link WaitingTasks#oldest}
     * @param workerEnds how many workers have ended, by reason
     */
    public TaskFigures read(Optional<Duration> oldest, Map<String, Long> workerEnds) {
        List<Function> all;
        synchronized (functions) {
            all = new ArrayList<>(functions.values());
        }
        List<FunctionTimes> times = new ArrayList<>();
        for (Function each : all) {
            times.add(times(each));
        }
        FunctionTimes rest = times(others);
        if (rest.running().count() > 0) {
            times.add(rest);
        }
        List<TasksEnded> counted = new ArrayList<>();
        for (End how : End.values()) {
            long count = counted(how).get();
            if (count > 0) {
                counted.add(new TasksEnded(how, count));
            }
        }
        List<WorkersEnded> workers = new ArrayList<>();
        workerEnds.forEach((reason, count) -> workers.add(new WorkersEnded(reason, count)));
        return new TaskFigures(oldest, times, counted, workers);
    }

    private static FunctionTimes times(Function function) {
        return new FunctionTimes(function.name, function.waiting.read(), function.running.read());
    }
}

package org.multijvm.pool.threads;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.SerializableCallable;
import org.multijvm.pool.engine.Holder;
import org.multijvm.pool.engine.LifeOptions;
import org.multijvm.pool.engine.LoopFaults;
import org.multijvm.pool.engine.PoolOptions;
import org.multijvm.pool.engine.SlowTasks;
import org.multijvm.pool.engine.TaskSurroundings;
import org.multijvm.pool.engine.WorkerSource;
import org.multijvm.pool.task.TaskOptions;
import org.multijvm.pool.task.TaskTimeoutException;
import org.multijvm.pool.task.TaskTimeoutException.RunningAt;

/** One thread of a {@link ThreadCrew}: takes tasks, runs them, completes them. */
final class ThreadWorker extends Thread implements Holder<LocalTask> {
    private static final long FULL_PAUSE_NANOS = 5_000_000;

    /** What becomes of the task that runs. */
    enum Fate {
        /** It is completed with its outcome. */
        ITS_OWN,

        /** It was cancelled meanwhile, so that it fails whatever its outcome. */
        CANCELLED,

        /** It was over its time limit, and fails for that. */
        OVER_TIME,

        /** Somebody else fails it: the pool was terminated, or the task did not heed its interrupt. */
        GIVEN_UP
    }

    private final ThreadCrew crew;
    private final Passage passage;
    private final LifeOptions life;
    private final WorkerSource worker;

    /** The crew's, under its lock. */
    @Nullable
    LocalTask running;

    /** The crew's, under its lock. */
    @Nullable
    LocalCall call;

    /** The crew's, under its lock. */
    Fate fate = Fate.ITS_OWN;

    final Instant madeAt = Instant.now();

    /** The table's, under the crew's lock. */
    volatile long tasks;

    /** The table's, under the crew's lock. */
    long busyNanos;

    /** The crew's, under its lock: whether it is none of its threads any more. */
    boolean isLeft;

    /** The crew's, under its lock: it takes no task any more, since it ends. */
    boolean ends;

    /** The crew's, under its lock: it waits for work. */
    boolean idles;

    /** The crew's, under its lock: for how many results of the crew it waits, which is one, or none. */
    int waitsFor;

    /** What waits for it alone; under the crew's lock. */
    private final Board<LocalTask> board;

    /** Where the task was when it was interrupted; written under the crew's lock, and read after a look under it. */
    private StackTraceElement[] stack = {};

    /** When it took its task; written under the crew's lock, and read under it or by the thread itself. */
    private long startedAt;

    /**
     * Takes over nothing of the thread that makes it, which may be that of a task: no inheritable thread locals, priority or class loader.
     *
     * @param board what waits for it alone
     * @param loader finds the classes of tasks
     * @param number its place in the order of the pool's threads, from 1
     */
    @SuppressWarnings("ThreadPriorityCheck") // the maker's is not inherited, none is chosen
    ThreadWorker(
            ThreadCrew crew,
            Passage passage,
            PoolOptions options,
            Board<LocalTask> board,
            ClassLoader loader,
            int number) {
        super(null, null, options.name() + "-" + number, 0, false);
        setContextClassLoader(loader);
        setPriority(NORM_PRIORITY);
        this.crew = crew;
        this.passage = passage;
        this.board = board;
        this.life = options.life();
        this.worker = new ThreadSource(this, number, options.name(), life.shared());
        setDaemon(true);
    }

    @Override
    public boolean takes() {
        return !ends && !isLeft && waitsFor == 0;
    }

    @Override
    public int live() {
        return running == null ? 0 : 1;
    }

    @Override
    public Board<LocalTask> board() {
        return board;
    }

    boolean isOf(ThreadCrew candidate) {
        return crew == candidate;
    }

    /** What people call the function that it runs; under the crew's lock, while it runs one. */
    @Nullable
    String function() {
        return call == null ? null : call.function();
    }

    /** By the crew, under its lock. */
    void takes(LocalTask task) {
        running = task;
        call = task.call;
        fate = Fate.ITS_OWN;
        startedAt = System.nanoTime();
    }

    /** When it has taken it. */
    long startedAt() {
        return startedAt;
    }

    /** How long it has been at its task. */
    long nanosOfTask() {
        return System.nanoTime() - startedAt;
    }

    /** Its place in the order of the pool's threads, from 1. */
    int id() {
        return worker.id();
    }

    /** By the crew, under its lock: decides how the running task ends, and interrupts it. */
    void isToEnd(Fate newFate) {
        fate = newFate;
        stack = newFate == Fate.OVER_TIME ? getStackTrace() : new StackTraceElement[0];
        interrupt();
    }

    /** Why a task fails that this thread was interrupted in. */
    RuntimeException interrupted(LocalTask task, String ending, @Nullable Throwable thrown) {
        if (fate == Fate.CANCELLED) {
            return new CancellationException("the task was cancelled: worker=" + getName() + ", task=" + task.number());
        }
        Duration limit = task.options().timeLimit().orElse(Duration.ZERO);
        Duration seen = Duration.ofNanos(nanosOfTask());
        return TaskTimeoutException.run(task.number(), limit, seen, new RunningAt(getName(), stack, ending), thrown);
    }

    /** Lets a task be tried again that has failed by this, if that is one of the failures that its options name. */
    private boolean retries(LocalTask task, LocalCall call, Throwable failure) {
        TaskOptions options = task.options();
        long pause = options.backOffNanos(task.task.tries());
        return options.retriesOn(failure) && task.task.tryAgainAfter(failure) && crew.retry(task, call, pause);
    }

    @Override
    public void run() {
        WorkerSource.bindThread(worker);
        try {
            if (initialize()) {
                TaskSurroundings surroundings = TaskSurroundings.ofThread();
                crew.begin(this);
                while (runNext()) {
                    surroundings.restore();
                }
                exit();
            }
        } finally {
            crew.gone(this);
        }
    }

    private boolean initialize() {
        while (!crew.end().isStopping()) {
            try {
                passage.initialize();
                crew.end().started();
                return true;
            } catch (Throwable e) {
                crew.end().startFailed(this, e);
            }
        }
        return false;
    }

    /** Only where it ends in order. */
    private void exit() {
        SerializableCallable<?> function = life.exitFunction();
        if (function == null || isLeft || crew.end().isStopping()) {
            return;
        }
        new ThreadExit(crew, this, life).run(function);
    }

    /** A frame of its own for each task, so that no variable keeps a task that has ended (rule PL26). */
    private boolean runNext() {
        LocalTask task;
        try {
            LoopFaults.at(getName());
            task = crew.take(this);
        } catch (Throwable full) {
            // it has none: the lack of memory passes
            LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            return true;
        }
        if (task == null) {
            return false;
        }
        LocalCall call = Objects.requireNonNull(task.call);
        task.call = null;
        run(task, call);
        return true;
    }

    /** Nothing of what it runs, and no lack of memory, gets out of here. */
    private void run(LocalTask task, LocalCall call) {
        Object value = null;
        Throwable failure = null;
        Future<?> watch = null;
        try {
            // throws where the machine gives no thread for it
            watch = crew.limits().started(task);
            value = call.run(task.task);
        } catch (Throwable e) {
            failure = e;
        }
        long nanos = nanosOfTask();
        task.task.took(nanos);
        Fate decided = decided(failure != null);
        if (watch != null) {
            watch.cancel(false);
        }
        // an interrupt was meant for this task, not for the next one; and none comes for it any more
        Thread.interrupted();
        try {
            SlowTasks slowTasks = crew.slowTasks();
            if (slowTasks.isSlow(nanos)) {
                slowTasks.add(task.number(), call.function(), getName(), nanos);
            }
            if (decided == Fate.CANCELLED || decided == Fate.OVER_TIME) {
                failure = interrupted(task, "it was interrupted and ended", failure);
            }
        } catch (Throwable full) {
            if (decided != Fate.ITS_OWN) {
                failure = full;
            }
        }
        if (decided == Fate.GIVEN_UP) {
            return;
        }
        if (failure == null) {
            crew.ended(task, null);
            task.task.succeed(value);
        } else if (decided == Fate.CANCELLED || !retries(task, call, failure)) {
            crew.ended(task, failure);
            task.task.fail(crew.bringsCopies() ? task.task.failureOfAllTries(failure) : failure);
        }
    }

    private Fate decided(boolean failed) {
        while (true) {
            try {
                return crew.ran(this, failed);
            } catch (OutOfMemoryError full) {
                LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            }
        }
    }
}

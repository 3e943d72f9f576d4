package org.multijvm.pool;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** One thread of a {@link ThreadCrew}: takes tasks, runs them, completes them. */
final class ThreadWorker extends Thread {
    /** What becomes of the task that runs. */
    enum Fate {
        /** It is completed with its outcome. */
        ITS_OWN,

        /** It was cancelled meanwhile, so that it fails whatever its outcome. */
        CANCELLED,

        /** The pool was terminated and has failed it already. */
        GIVEN_UP
    }

    private final ThreadCrew crew;
    private final Passage passage;

    /** The crew's, under its lock. */
    @Nullable
    Task running;

    /** The crew's, under its lock. */
    Fate fate = Fate.ITS_OWN;

    ThreadWorker(ThreadCrew crew, Passage passage, String name) {
        super(name);
        this.crew = crew;
        this.passage = passage;
        setDaemon(true);
    }

    boolean isOf(ThreadCrew candidate) {
        return crew == candidate;
    }

    @Override
    public void run() {
        try {
            if (initialize()) {
                while (runNext()) {}
            }
        } finally {
            crew.gone(this);
        }
    }

    private boolean initialize() {
        while (!crew.isStopping()) {
            try {
                passage.initialize();
                crew.started();
                return true;
            } catch (Throwable e) {
                crew.startFailed(this, e);
            }
        }
        return false;
    }

    /** A frame of its own for each task, so that no variable keeps a task that has ended (rule PL26). */
    private boolean runNext() {
        Task task = crew.take(this);
        if (task == null) {
            return false;
        }
        LocalCall call = Objects.requireNonNull(task.local);
        task.local = null;
        try {
            run(task, call);
        } catch (Throwable e) {
            // a stage of the user's does not get here: only a lack of memory does
            LoggerFactory.getLogger(ThreadWorker.class).error("a task could not be completed: thread={}", getName(), e);
        }
        return true;
    }

    private void run(Task task, LocalCall call) {
        Object value = null;
        Throwable failure = null;
        try {
            value = call.run(task);
        } catch (Throwable e) {
            failure = e;
        }
        Fate decided = crew.ran(this);
        // an interrupt was meant for this task, not for the next one; and none comes for it any more
        Thread.interrupted();
        if (decided == Fate.CANCELLED) {
            task.fail(new CancellationException("the task was cancelled"));
        } else if (decided == Fate.ITS_OWN && failure != null) {
            task.fail(failure);
        } else if (decided == Fate.ITS_OWN) {
            task.succeed(value);
        }
    }
}

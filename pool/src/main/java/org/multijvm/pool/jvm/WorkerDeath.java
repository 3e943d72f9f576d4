package org.multijvm.pool.jvm;

import java.util.List;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.engine.Answer;
import org.multijvm.pool.engine.Thrown;
import org.multijvm.pool.task.WorkerCrashedException;
import org.multijvm.pool.task.WorkerStartException;
import org.slf4j.LoggerFactory;

/** How a worker ended, as what is told to those whom it concerns. */
record WorkerDeath(Worker worker, ProcessExit exit, List<String> errorTail) {
    private static final int SIGKILL = 9;
    private static final long DECODING_MILLIS = 2_000;

    /** For the task that it was running. */
    WorkerCrashedException at(SentTask running) {
        return new WorkerCrashedException(
                worker.name(),
                worker.pid,
                running.number(),
                exit,
                errorTail,
                worker.process.crashReport().orElse(null));
    }

    /** Whether somebody has killed it who is not of this pool, and it had no say in it. */
    boolean isByOthers() {
        return exit instanceof ProcessExit.Signal signal
                && signal.number() == SIGKILL
                && !worker.killed
                && worker.channel.startFailure == null;
    }

    /** For a pool that wanted it to work. */
    WorkerStartException beforeReady() {
        WorkerStartException late = worker.channel.lateStart;
        if (late != null) {
            return late;
        }
        Answer answer = worker.channel.startFailure;
        Throwable thrown = null;
        if (answer != null) {
            // of the user's making: not in the thread that every worker needs
            thrown = answer.readElsewhere(DECODING_MILLIS)
                    ? answer.failure()
                    : new IllegalStateException(
                            "its exception could not be decoded in time: limit=" + DECODING_MILLIS + " ms");
        }
        return new WorkerStartException(
                text(
                        thrown != null
                                ? "the worker's initializer threw: " + Thrown.text(thrown)
                                : "the worker ended before it was ready"),
                thrown);
    }

    /** For a pool whose workers do not stay. */
    WorkerStartException again(int times) {
        return new WorkerStartException(
                text("workers die again and again without having done a task, given up: deaths in a row=" + times),
                null);
    }

    /** For the caller that waits for the result of the exit function. */
    IllegalStateException beforeExitResult() {
        return new IllegalStateException(text("the worker ended before its exit function had"));
    }

    /**
     * Keeps and logs why the worker has gone.
     *
     * @param ran whether it was at a task
     * @param stopped whether the pool was ended with all that it had
     */
    void note(boolean ran, boolean stopped) {
        WorkerEnd end = stopped ? WorkerEnd.STOPPED : end(ran);
        worker.slot.ended(end);
        if (stopped || end.isPlanned()) {
            // nothing to tell: an application without a logger would be told by SLF4J, at the end of each pool, that it
            // has none
            return;
        }
        LoggerFactory.getLogger(WorkerDeath.class)
                .debug(
                        "a worker is gone: worker={}, id={}, reason={}, exit={}, tasks={}",
                        worker.name(),
                        worker.slot.id,
                        end,
                        exit,
                        worker.channel.answered());
    }

    /** Why a worker has gone, in words. */
    String reason(boolean ran) {
        WorkerEnd end = end(ran);
        if (end.isPlanned()) {
            return end.words();
        }
        if (end == WorkerEnd.KILLED) {
            // by this pool: the signal's usual cause would mislead
            return end.words();
        }
        String how = WorkerCrashedException.howItEnded(exit, errorTail);
        return end == WorkerEnd.CRASHED ? how : end.words() + ": " + how;
    }

    /** Why a worker has gone, as one of few. */
    WorkerEnd end(boolean ran) {
        WorkerEnd reason = worker.reason;
        if (worker.state == Worker.State.LEAVING && reason != null && !ran) {
            return reason;
        }
        if (!worker.channel.ready) {
            return WorkerEnd.START_FAILED;
        }
        return worker.killed ? WorkerEnd.KILLED : WorkerEnd.CRASHED;
    }

    private String text(String what) {
        StringBuilder text = new StringBuilder(what);
        text.append(": ").append(WorkerCrashedException.howItEnded(exit, errorTail));
        text.append(", worker=").append(worker.name());
        for (String line : errorTail) {
            text.append("\n  stderr: ").append(line);
        }
        return text.toString();
    }
}

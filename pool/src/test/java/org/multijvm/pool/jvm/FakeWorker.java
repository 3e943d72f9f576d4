package org.multijvm.pool.jvm;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.ProcessExit;
import org.multijvm.pool.worker.ScriptedWorker;

/** A worker that is no JVM. A kill is noted; its end comes when the test says so. */
final class FakeWorker implements WorkerProcess {
    final String name;
    final int id;
    final ScriptedWorker end;
    boolean killed;
    boolean terminated;
    boolean closed;
    boolean crashing;
    boolean ready;
    boolean toldToStop;

    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();

    FakeWorker(String name, int id, ScriptedWorker end) {
        this.name = name;
        this.id = id;
        this.end = end;
    }

    /** Says that it is up. */
    void comesUp() {
        ready = true;
        end.ready();
    }

    /** Takes a call up, if it has none in hand. */
    ScriptedWorker.Found takesUp() {
        ScriptedWorker.Found found = end.takeUp();
        toldToStop |= found == ScriptedWorker.Found.THE_STOP;
        return found;
    }

    /** Answers the task in hand with its number. */
    void answers() {
        end.answer(end.task(), 1_000);
    }

    /** Runs all that it has been sent. */
    int runsAll() {
        int ran = 0;
        while (true) {
            if (end.task() != 0) {
                answers();
                ran++;
            }
            ScriptedWorker.Found found = takesUp();
            if (found == ScriptedWorker.Found.NOTHING || found == ScriptedWorker.Found.THE_STOP) {
                return ran;
            }
        }
    }

    void ends(ProcessExit how) {
        exit.complete(how);
    }

    void diesBySignal(int number) {
        ends(new ProcessExit.Signal(number));
    }

    void endIfKilled() {
        if (killed) {
            diesBySignal(9);
        }
    }

    boolean hasEnded() {
        return exit.isDone();
    }

    @Nullable
    ProcessExit exit() {
        return exit.getNow(null);
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public CompletionStage<ProcessExit> onExit() {
        return exit;
    }

    @Override
    public void terminate() {
        terminated = true;
    }

    @Override
    public void kill() {
        killed = true;
    }

    @Override
    public boolean isCrashing() {
        return crashing;
    }

    @Override
    public List<String> errorTail() {
        return List.of();
    }

    @Override
    public Optional<String> crashReport() {
        return Optional.empty();
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return name + (ready ? " ready" : "") + (killed ? " killed" : "") + " task=" + end.task();
    }
}

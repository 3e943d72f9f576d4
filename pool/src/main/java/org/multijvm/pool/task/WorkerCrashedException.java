package org.multijvm.pool.task;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.MultijvmException;
import org.multijvm.launcher.JvmOptions;
import org.multijvm.launcher.ProcessExit;

/**
 * A worker JVM ended while it ran a task: it was killed, it crashed in native code, its heap was full, or the task ended it.
 *
 * <p>Only the task that ran fails; what the worker had not started goes to others, and the worker is replaced. If the task had {@link
 * TaskOptions.Builder#retries}, this is how its last try ended, and how the earlier ones did is told by the suppressed exceptions.
 */
public final class WorkerCrashedException extends MultijvmException {
    private static final long serialVersionUID = 1L;
    private static final int OUT_OF_MEMORY = 3;

    private static final String OUT_OF_MEMORY_ERROR = "java.lang.OutOfMemoryError";

    private final ProcessExit exit;
    private final String worker;
    private final long pid;
    private final long task;
    private final ArrayList<String> errorTail;
    private final @Nullable String crashReport;
    private final int tries;

    /**
     * For engines: the last try of a task.
     *
     * @param pid the worker's process number
     * @param task its number
     * @param errorTail the last lines of the worker's standard error
     * @param crashReport the JVM's own, or null
     */
    public WorkerCrashedException(
            String worker,
            long pid,
            long task,
            ProcessExit exit,
            List<String> errorTail,
            @Nullable String crashReport) {
        super(message(worker, pid, task, exit, errorTail, crashReport));
        this.exit = exit;
        this.worker = worker;
        this.pid = pid;
        this.task = task;
        this.errorTail = new ArrayList<>(errorTail);
        this.crashReport = crashReport;
        this.tries = 1;
    }

    /** The crash that ended the last of several tries; the earlier ones are its suppressed exceptions. */
    public WorkerCrashedException(WorkerCrashedException last, List<WorkerCrashedException> earlier) {
        super("task killed its worker on every try, it is given up: tries=" + (earlier.size() + 1) + ": "
                + last.getMessage());
        this.exit = last.exit;
        this.worker = last.worker;
        this.pid = last.pid;
        this.task = last.task;
        this.errorTail = last.errorTail;
        this.crashReport = last.crashReport;
        this.tries = earlier.size() + 1;
        earlier.forEach(this::addSuppressed);
    }

    /** How the worker ended. A JVM that native code crashes ends itself by signal 6; the {@link #crashReport} and the message name the signal of the crash. */
    public ProcessExit exit() {
        return exit;
    }

    /** The worker's name. */
    public String worker() {
        return worker;
    }

    /** The process number that the worker had. */
    public long pid() {
        return pid;
    }

    /** The number of the task that failed, in the order in which the pool took them, from 1. */
    public long task() {
        return task;
    }

    /** The last lines that the worker wrote to standard error. */
    public List<String> errorTail() {
        return Collections.unmodifiableList(errorTail);
    }

    /**
     * The JVM's own crash report (hs_err), whole, if it wrote one; the message has its main points. {@link JvmOptions.Builder#crashFolder} keeps it as a file.
     */
    public Optional<String> crashReport() {
        return Optional.ofNullable(crashReport);
    }

    /** How often the task was tried, each time with such an end; see {@link TaskOptions.Builder#retries}. */
    public int tries() {
        return tries;
    }

    private static String message(
            String worker,
            long pid,
            long task,
            ProcessExit exit,
            List<String> errorTail,
            @Nullable String crashReport) {
        StringBuilder text = new StringBuilder("worker died while running a task: ");
        text.append(crashReport == null ? howItEnded(exit, errorTail) : CrashSummary.of(crashReport));
        text.append(", pid=")
                .append(pid)
                .append(", worker=")
                .append(worker)
                .append(", task=")
                .append(task);
        if (crashReport == null) {
            for (String line : errorTail) {
                text.append("\n  stderr: ").append(line);
            }
        }
        return text.toString();
    }

    /** In a few words, with the likely cause. */
    public static String howItEnded(ProcessExit exit, List<String> errorTail) {
        if (exit instanceof ProcessExit.Signal signal) {
            return "signal=" + signal.number()
                    + (signal.number() == 9 ? " (often the kernel's out-of-memory killer)" : "");
        }
        if (exit instanceof ProcessExit.Lost lost) {
            return "lost=" + lost.reason();
        }
        int code = ((ProcessExit.Code) exit).value();
        return "exit=" + code + (code == OUT_OF_MEMORY ? whatMemory(errorTail) : "");
    }

    /** The JVM says of what there was not enough: it is not always the heap. */
    private static String whatMemory(List<String> errorTail) {
        for (String line : errorTail) {
            int at = line.indexOf(OUT_OF_MEMORY_ERROR);
            if (at >= 0) {
                String what = line.substring(at + OUT_OF_MEMORY_ERROR.length());
                boolean heap = what.contains("Java heap space") || what.contains("GC overhead");
                return heap || what.isEmpty()
                        ? " (over its memory cap, see JvmOptions.maxHeap)"
                        : " (out of memory" + what + ")";
            }
        }
        return "";
    }
}

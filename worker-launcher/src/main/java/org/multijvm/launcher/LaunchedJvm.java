package org.multijvm.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.flags.ArgumentFile;
import org.multijvm.launcher.flags.JavaVariables;
import org.multijvm.launcher.flags.OwnArguments;

/**
 * One child JVM as the operating system sees it: its process, its folder, the threads that serve it and, once, how it ended.
 *
 * <p>Its thread waits for the end of the process, reads how it ended, removes the folder and only then completes {@link #exit}: a caller that sees the
 * exit also sees everything that belongs to it. Thread-safe.
 */
final class LaunchedJvm extends Thread {
    private static final long FULL_PAUSE_NANOS = 10_000_000;
    private static final int MOST_TRIES = 1_000;
    private static final long LATE_PROGRAMS_MILLIS = 3_000;
    /** Those whose end has been told while their programs are still to be ended. */
    private static final Set<LaunchedJvm> WITH_PROGRAMS = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final Path folder;
    private final ErrorTail tail = new ErrorTail();
    private final List<OutputPump> pumps = new ArrayList<>();
    private final CompletableFuture<ProcessExit> exit = new CompletableFuture<>();
    private final CompletableFuture<ProcessExit> stages = new CompletableFuture<>();
    /** Where its crash report is kept; null if that goes with its folder. */
    private final @Nullable Path crashFolder;
    /** Written by this thread before it completes {@link #exit}. */
    private @Nullable String crashReport;
    /** Set when this JVM ends the child with itself: nobody is to replace it, or to fail what it ran. */
    private volatile boolean unheard;
    /** Whether what it has started ends with it. */
    private final boolean endsPrograms;
    /** Set before this JVM ends the child: nobody has to hear of its end in a hurry. */
    private volatile boolean asked;

    /** Set again when a spare JVM becomes a process. */
    private volatile String label;

    private LaunchedJvm(Process process, Path folder, String label, JvmOptions options) {
        super(null, null, "multijvm-" + label, 128 * 1024, false);
        this.process = process;
        this.folder = folder;
        this.label = label;
        this.crashFolder = options.crashFolder().orElse(null);
        this.endsPrograms = options.endsPrograms();
        setDaemon(true);
    }

    /**
     * Starts a JVM, which then waits for its start-up data.
     *
     * @throws ProcessStartException if the operating system does not start it
     */
    static LaunchedJvm launch(CommandLine line, JvmOptions options, String label) {
        check(line, options);
        Path folder = SessionFolder.current().newPath("process");
        try {
            SessionFolder.createFolder(folder);
            ExitRecord.prepare(folder);
            Path arguments = folder.resolve(OwnArguments.FILE);
            ArgumentFile.write(arguments, line.arguments(folder));
            if (SessionCleaner.isEnding()) {
                SessionCleaner.deleteAll(folder);
            }
            LaunchedJvm jvm = new LaunchedJvm(builder(line, arguments, options).start(), folder, label, options);
            jvm.begin(options);
            return jvm;
        } catch (IOException | RuntimeException e) {
            SessionFolder.delete(folder);
            throw new ProcessStartException("cannot start a JVM: " + e.getMessage() + ": java=" + line.java(), e);
        } catch (OutOfMemoryError e) {
            // as a rule the machine gives no more threads: then there may be a process that nobody serves
            killStray(folder);
            SessionFolder.delete(folder);
            throw new ProcessStartException(
                    "cannot start a JVM, there is no thread or memory to serve it: " + e.getMessage() + ": java="
                            + line.java(),
                    e);
        }
    }

    /** Starts a JVM that only gets the processor time which nobody else wants. */
    static LaunchedJvm launchInBackground(CommandLine line, JvmOptions options, String label) {
        return launch(
                line,
                Priority.canLower()
                        ? options.toBuilder().niceness(Priority.LEAST).build()
                        : options,
                label);
    }

    /** Ends a child that was started with this folder, and of which nothing else is known here. */
    private static void killStray(Path folder) {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            children.filter(child -> child.info().commandLine().orElse("").contains(folder + "/"))
                    .forEach(ProcessHandle::destroyForcibly);
        } catch (RuntimeException | OutOfMemoryError notListed) {
            // it ends with this JVM
            return;
        }
    }

    /**
     * Nothing stands between this JVM and its child: a shell would drop variables whose names it cannot set, as {@code spring.datasource.url}, and what
     * it ignores for the child (see {@link CaughtSignals}) would be ignored by all that the child starts, too.
     */
    private static ProcessBuilder builder(CommandLine line, Path arguments, JvmOptions options) {
        List<String> words = Priority.words(options);
        words.add(line.java().toString());
        words.add("@" + arguments);
        ProcessBuilder builder = new ProcessBuilder(words);
        Map<String, String> environment = builder.environment();
        JavaVariables.clean(environment);
        for (Map.Entry<String, Optional<String>> variable :
                options.environment().entrySet()) {
            if (variable.getValue().isPresent()) {
                String value = variable.getValue().get();
                environment.put(variable.getKey(), JavaVariables.withoutCollector(variable.getKey(), value));
            } else {
                environment.remove(variable.getKey());
            }
        }
        if (options.endsPrograms()) {
            StartedPrograms.mark(environment, arguments.getParent());
        }
        Path directory = options.workingDirectory().orElse(null);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        builder.redirectOutput(redirect(SystemStreams.resolved(options.standardOutput(), Output.Stream.OUT)));
        builder.redirectError(options.standardError() instanceof Output.Direct ? Redirect.INHERIT : Redirect.PIPE);
        return builder;
    }

    /** Of standard output, of which nothing is kept: what can go its way without a thread of this JVM does. */
    private static Redirect redirect(Output out) {
        if (out instanceof Output.Inherit || out instanceof Output.Direct) {
            return Redirect.INHERIT;
        }
        return out instanceof Output.Discard ? Redirect.DISCARD : Redirect.PIPE;
    }

    /** What the operating system would say in words that name neither. */
    private static void check(CommandLine line, JvmOptions options) {
        Path directory = options.workingDirectory().orElse(null);
        if (directory != null && !directory.toFile().isDirectory()) {
            throw new ProcessStartException(
                    "cannot start a JVM: no such working directory: directory=" + directory, null);
        }
        if (!line.java().toFile().canExecute()) {
            throw new ProcessStartException(
                    "cannot start a JVM: no java there (jpackage and jlink leave it out with --strip-native-commands: build the"
                            + " image without that), or give a folder with bin/java as java home: java=" + line.java(),
                    null);
        }
    }

    private void begin(JvmOptions options) {
        Supplier<String> named = new Supplier<>() {
            @Override
            public String get() {
                return label();
            }
        };
        Output out = SystemStreams.resolved(options.standardOutput(), Output.Stream.OUT);
        if (redirect(out) == Redirect.PIPE) {
            pumps.add(new OutputPump(process.getInputStream(), pid(), out, Output.Stream.OUT, named, null));
        }
        Output err = SystemStreams.resolved(options.standardError(), Output.Stream.ERR);
        if (!(err instanceof Output.Direct)) {
            pumps.add(new OutputPump(process.getErrorStream(), pid(), err, Output.Stream.ERR, named, tail));
        }
        for (OutputPump pump : pumps) {
            pump.start();
        }
        start();
    }

    /**
     * Sends the start-up data, and ends the child's standard input behind them: it is empty for the child, and for all that the child starts. A
     * child that is gone already cannot take them: its exit tells why.
     */
    void begin(byte[] startupData) {
        try (OutputStream in = process.getOutputStream()) {
            in.write(startupData);
        } catch (IOException gone) {
            return;
        }
    }

    /**
     * Whoever interrupts this thread, and whatever the heap of this JVM lacks in this moment: the exit is told. A host that interrupts every thread
     * does not mean the process.
     */
    @Override
    public void run() {
        ProcessExit how = new ProcessExit.Signal(9);
        boolean mayHavePrograms = endsPrograms;
        try {
            int value = awaitEnd();
            how = read(value, how);
            mayHavePrograms &= folder.resolve(ExitRecord.PROGRAMS).toFile().exists();
            if (mayHavePrograms && (asked || how instanceof ProcessExit.Code)) {
                endPrograms();
                mayHavePrograms = false;
            }
        } finally {
            if (mayHavePrograms) {
                WITH_PROGRAMS.add(this);
            }
            try {
                SessionFolder.delete(folder);
            } finally {
                if (!unheard) {
                    exit.complete(how);
                    tellStages(how);
                }
                for (OutputPump pump : pumps) {
                    pump.abandon();
                }
                if (mayHavePrograms) {
                    endPrograms();
                    WITH_PROGRAMS.remove(this);
                }
            }
        }
    }

    /** A caller that waits for a crash hears of it first: a look at all processes takes some milliseconds. */
    private void endPrograms() {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                StartedPrograms.end(folder);
                return;
            } catch (OutOfMemoryError full) {
                LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            }
        }
    }

    /** Returns when the programs of those have ended of whose end callers may know; at the end of this JVM. */
    static void awaitPrograms() throws InterruptedException {
        for (LaunchedJvm jvm : WITH_PROGRAMS) {
            jvm.join(LATE_PROGRAMS_MILLIS);
        }
    }

    private int awaitEnd() {
        while (true) {
            try {
                int value = process.waitFor();
                for (OutputPump pump : pumps) {
                    pump.awaitEnd();
                }
                return value;
            } catch (InterruptedException notOurs) {
                // this thread is known to nobody
                continue;
            } catch (OutOfMemoryError full) {
                LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            }
        }
    }

    private ProcessExit read(int value, ProcessExit unknown) {
        for (int i = 0; i < MOST_TRIES; i++) {
            try {
                ProcessExit how = ExitRecord.read(folder, value);
                crashReport = CrashReport.find(folder, crashFolder);
                return how;
            } catch (OutOfMemoryError full) {
                LockSupport.parkNanos(this, FULL_PAUSE_NANOS);
            }
        }
        return unknown;
    }

    /** Stages are code of the user's: they get a thread of their own, with a stack of the usual size. */
    private void tellStages(ProcessExit how) {
        if (stages.getNumberOfDependents() > 0) {
            try {
                Thread teller = new Thread(getName() + "-exit") {
                    @Override
                    public void run() {
                        stages.complete(how);
                    }
                };
                teller.setDaemon(true);
                teller.start();
                return;
            } catch (OutOfMemoryError noThread) {
                // nobody waits for this one any more, so it will do
                stages.complete(how);
            }
        }
        stages.complete(how);
    }

    /**
     * Asks the JVM to end: SIGTERM, which also one ends by that others' SIGTERM passes by. By the handle, since {@link Process#destroy} also
     * closes standard error, whose last lines are wanted.
     */
    void terminate() {
        asked = true;
        ExitRecord.ask(folder);
        process.toHandle().destroy();
    }

    /** From now on nobody hears of the JVM's end but a thread that {@linkplain #join joins} this one. */
    void unheard() {
        unheard = true;
    }

    /**
     * Ends the JVM and all that it started, but what it {@linkplain JvmProcess#keep keeps}: SIGKILL. The descendants are listed first, since later nobody
     * knows whose they were.
     */
    void kill() {
        asked = true;
        List<ProcessHandle> descendants = new ArrayList<>();
        try (Stream<ProcessHandle> found = process.descendants()) {
            found.filter(started -> !StartedPrograms.isKept(started)).forEach(descendants::add);
        } catch (RuntimeException | OutOfMemoryError notListed) {
            // seen with no memory left for the list; the JVM itself can still be killed, and its children follow by
            // themselves
            descendants.clear();
        }
        process.toHandle().destroyForcibly();
        for (ProcessHandle descendant : descendants) {
            descendant.destroyForcibly();
        }
    }

    /** Gives a spare JVM the name of the process that it becomes. */
    void relabel(String newLabel) {
        label = newLabel;
        setName("multijvm-" + newLabel);
        for (OutputPump pump : pumps) {
            pump.nameAfterProcess();
        }
    }

    String label() {
        return label;
    }

    long pid() {
        return process.pid();
    }

    Path folder() {
        return folder;
    }

    /** For this package, whose stages are short. */
    CompletableFuture<ProcessExit> exit() {
        return exit;
    }

    /** For stages of the user's. */
    CompletableFuture<ProcessExit> stages() {
        return stages;
    }

    List<String> errorTail() {
        return tail.lines();
    }

    Optional<String> crashReport() {
        return exit.isDone() ? Optional.ofNullable(crashReport) : Optional.empty();
    }
}

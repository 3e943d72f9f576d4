package org.multijvm.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.multijvm.codec.Codec;
import org.multijvm.codec.SerializableRunnable;
import org.multijvm.codec.Ticket;
import org.multijvm.codec.ValueWriter;

/**
 * A JVM that runs one function: {@code multiprocessing.Process}.
 *
 * <pre>{@code
 * JvmProcess process = JvmProcess.start(() -> System.out.println("hello from " + JvmProcess.currentProcess().name()));
 * process.join();
 * }</pre>
 *
 * <p>The child has this JVM's class path and flags (see {@link JvmOptions}). It ends with this JVM, however this JVM ends, and its children
 * with it: Python leaves orphans (rule P16), this does not. When this JVM ends in good order it waits for the children that are no daemons
 * (rule P7), unless a signal ends it. Its shutdown hooks may use every child and start others, which nobody but they waits for. Behind the hooks
 * what still runs is ended: the children's own hooks run, for three seconds at most. If this JVM is killed or halted they do not run. Ctrl-C passes
 * children by; the programs that they start obey it.
 *
 * <p>The function's exit is its process's: it returned (0), threw (1, its trace on standard error under {@code Process NAME:}), or called {@code
 * System.exit}; the child waits for the non-daemon threads that the function started (rule P8). Standard input is empty in the child, and for programs that it starts.
 *
 * <p>Thread-safe. Only {@link #join} blocks; starting takes about a millisecond of the calling thread, and the child then some 30 ms to
 * come to life. A process object that has ended holds no descriptor, thread or file.
 */
public final class JvmProcess implements AutoCloseable {
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private final LaunchedJvm jvm;
    private final String name;
    private final boolean daemon;
    private final long sequence = SEQUENCE.incrementAndGet();
    private volatile boolean closed;

    private JvmProcess(LaunchedJvm jvm, String name, boolean daemon) {
        this.jvm = jvm;
        this.name = name;
        this.daemon = daemon;
    }

    /**
     * Starts a JVM that runs the function, with all options at their defaults.
     *
     * @throws ProcessStartException if it cannot be started
     * @throws IllegalStateException in a daemon process (rule P6), before this process's own function runs (rule P15), or in a child of ours that initializes a class or is
     *     the third inside one another
     */
    public static JvmProcess start(SerializableRunnable function) {
        return builder(function).start();
    }

    /** A builder for a process that runs the function. */
    public static Builder builder(SerializableRunnable function) {
        return new Builder(function);
    }

    /** The children of this JVM that run, in the order of their start ({@code multiprocessing.active_children}). */
    public static List<JvmProcess> activeChildren() {
        return ChildTable.active();
    }

    /** The process that started this JVM; empty if none of ours did (rule P11). */
    public static Optional<ParentProcess> parentProcess() {
        StartupData data = StartupData.current();
        return data == null
                ? Optional.empty()
                : Optional.of(new ParentProcess(
                        data.parentName(), new ProcessIdentity(data.parentPid(), data.parentStartTime())));
    }

    /** This JVM. */
    public static CurrentProcess currentProcess() {
        return CurrentProcess.read();
    }

    /** The name: what the builder was given, or {@code Process-1}, in a child {@code Process-1:2} (rule P1). Works after close. */
    public String name() {
        return name;
    }

    /**
     * The process number.
     *
     * @throws IllegalStateException after close, as all methods but {@link #name}, {@link #toString} and {@link #close}
     */
    public long pid() {
        checkOpen();
        return jvm.pid();
    }

    /** True until the process has ended and its exit is known. */
    public boolean isAlive() {
        checkOpen();
        return !jvm.exit().isDone();
    }

    /** Whether this JVM ends without waiting for the process (rule P7). */
    public boolean daemon() {
        return daemon;
    }

    /**
     * Waits until the process has ended.
     *
     * @throws InterruptedException if the thread is interrupted; the process runs on
     */
    public void join() throws InterruptedException {
        checkOpen();
        try {
            jvm.exit().get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * Waits until the process has ended or the time is over; zero or less only looks (rule P3).
     *
     * @return true if the process has ended
     * @throws InterruptedException if the thread is interrupted; the process runs on
     */
    public boolean join(Duration limit) throws InterruptedException {
        checkOpen();
        try {
            jvm.exit().get(nanosOf(limit), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException running) {
            return false;
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** How the process ended; empty while it runs (rule P5). */
    public Optional<ProcessExit> exit() {
        checkOpen();
        return Optional.ofNullable(exitNow());
    }

    /**
     * Completes when the process has ended, with how it ended (rule P10). A copy for each caller: what is done to it touches nobody else.
     * Its dependents run in a thread of their own, all those of one process in the same, or in the one that hangs them on.
     */
    public CompletableFuture<ProcessExit> onExit() {
        checkOpen();
        return jvm.stages().copy();
    }

    /**
     * Asks the process to end (SIGTERM); its shutdown hooks run, and its exit is {@code Signal(15)}. Does not wait. Nothing happens if it has
     * ended (rule P4).
     */
    public void terminate() {
        checkOpen();
        jvm.terminate();
    }

    /**
     * Ends the process and all its descendants at once (SIGKILL), but those that it {@linkplain #keep keeps}. Does not wait. Nothing happens if it has ended
     * (rule P4). What descends from it, but has lost its parent since, ends only with {@link JvmOptions.Builder#endsPrograms}.
     */
    public void kill() {
        checkOpen();
        if (!jvm.exit().isDone()) {
            jvm.kill();
        }
    }

    /**
     * Lets a program outlive the process that starts it, also a worker of a pool, and also one that is killed: to be called there before {@link
     * ProcessBuilder#start}. What the program starts is kept as well.
     *
     * <pre>{@code
     * JvmProcess.keep(new ProcessBuilder("my-server")).inheritIO().start();
     * }</pre>
     *
     * @return the same builder, whose environment now says so
     */
    public static ProcessBuilder keep(ProcessBuilder program) {
        StartedPrograms.keep(program.environment());
        return program;
    }

    /**
     * Lets go of a process that has ended (rule P9, as in Python). Closing twice is harmless. It neither waits nor kills: which of the two is
     * right nobody but the caller knows.
     *
     * <p>So join, terminate or kill it at the end of a {@code try} with resources. If the body throws before that, its exception is what
     * leaves the {@code try}; the one of this method is only suppressed in it, and the process runs on.
     *
     * @throws IllegalStateException if it still runs
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (!jvm.exit().isDone()) {
            throw new IllegalStateException(
                    "cannot close a process while it runs, join, terminate or kill it first: name=" + name + ", pid="
                            + jvm.pid());
        }
        closed = true;
    }

    /**
     * The last lines that the process wrote to standard error, at most 20 lines and 8 KiB; of a stack trace that is longer, or was cut off in
     * front, also the message, with a line that says how many are left out. Empty where standard error goes {@link
     * Output#DIRECT}. Whole once the process has ended.
     */
    public List<String> errorTail() {
        checkOpen();
        return jvm.errorTail();
    }

    /**
     * What the JVM wrote down when native code crashed it, its hs_err file, whole; empty if it did not crash or runs. {@link JvmOptions.Builder#crashFolder} keeps the
     * file.
     */
    public Optional<String> crashReport() {
        checkOpen();
        return jvm.crashReport();
    }

    /**
     * True if native code has crashed the JVM and it writes its report of that, which may take seconds; false again once it has ended. Looks
     * into the process's folder.
     */
    public boolean isCrashing() {
        return !jvm.exit().isDone() && CrashReport.isThere(jvm.folder());
    }

    /** The process's own folder in this JVM's session folder; the child sees it as {@link CurrentProcess#folder}. It goes when the process ends. */
    public Path folder() {
        checkOpen();
        return jvm.folder();
    }

    /** For this package, which may have to deal with a process in the very moment that its user closes it. */
    LaunchedJvm jvm() {
        return jvm;
    }

    long sequence() {
        return sequence;
    }

    /** In the spirit of rule P13. */
    @Override
    public String toString() {
        ProcessExit exit = exitNow();
        String state = closed ? "closed" : exit == null ? "started" : "stopped";
        return "JvmProcess[name=" + name + ", pid=" + jvm.pid() + ", parent="
                + ProcessIdentity.current().pid() + ", " + state + (exit == null ? "" : ", exit=" + exit)
                + (daemon ? ", daemon]" : "]");
    }

    private @Nullable ProcessExit exitNow() {
        return jvm.exit().getNow(null);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("process object is closed: name=" + name);
        }
    }

    /** The duration in nanoseconds, at least 0 and at most 292 years. */
    static long nanosOf(Duration limit) {
        return Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
    }

    /** Describes a process and starts it, as often as wanted, a new process each time. Null is refused at once. Confined to one thread. */
    public static final class Builder {
        private final SerializableRunnable function;
        private @Nullable String name;
        private @Nullable Boolean daemon;
        private boolean allowChildren;
        private boolean shielded;
        private JvmOptions options = JvmOptions.defaults();
        private @Nullable SerializableRunnable training;
        private @Nullable WaitingJvm waiting;

        private Builder(SerializableRunnable function) {
            this.function = Objects.requireNonNull(function, "function");
        }

        /** The process's name, which its main thread bears too. */
        public Builder name(String processName) {
            name = Objects.requireNonNull(processName, "processName");
            return this;
        }

        /** Whether this JVM ends without waiting for the process. By default as this process is (rule P6). */
        public Builder daemon(boolean isDaemon) {
            daemon = isDaemon;
            return this;
        }

        /** Whether a daemon process may start children all the same; false by default (rule P6). Others always may. */
        public Builder allowChildren(boolean allow) {
            allowChildren = allow;
            return this;
        }

        /**
         * Whether only this JVM ends the process: SIGTERM and SIGHUP that do not come from {@link JvmProcess#terminate} pass it by. A service manager,
         * {@code docker stop} and a closed terminal send them to all processes of a group, and then the main process decides. False by default.
         */
        public Builder shielded(boolean fromOthersSignals) {
            shielded = fromOthersSignals;
            return this;
        }

        /** What the JVM is started with. */
        public Builder options(JvmOptions jvmOptions) {
            options = Objects.requireNonNull(jvmOptions, "jvmOptions");
            return this;
        }

        /**
         * What the class archive of {@link StartupMode#CACHED} shall hold besides what every child loads: the classes that this function loads, best
         * the path to its first result. The JVM in the background that makes the archive runs it, with a {@linkplain CurrentProcess#folder
         * folder} and without output; if it throws or takes two minutes there is no archive.
         *
         * @throws IllegalArgumentException if it captures something: the archive outlives that
         */
        public Builder training(SerializableRunnable typical) {
            training = ArchiveTraining.checked(Objects.requireNonNull(typical, "typical"));
            return this;
        }

        /** Where the next process begins, if that JVM still waits and has the same options; else a new one is started, as for all later ones. */
        public Builder in(WaitingJvm jvm) {
            waiting = Objects.requireNonNull(jvm, "jvm");
            return this;
        }

        /**
         * Starts the JVM. Does not wait for it to come to life: if it refuses its flags, that is seen as its exit and {@link #errorTail}.
         *
         * @throws ProcessStartException if the operating system does not start it: no such java home or working directory, no memory
         * @throws IllegalStateException in a daemon process (rule P6), or before this process's own function runs (rule P15)
         * @throws RuntimeException of the codec, naming the path to what in the function cannot travel
         */
        public JvmProcess start() {
            checkMayStart();
            StartupData self = StartupData.current();
            ValueWriter writer = new ValueWriter(Codec.java());
            try {
                return start(self, FunctionBytes.write(function, writer), writer.tickets());
            } catch (RuntimeException | Error e) {
                writer.loseTickets();
                throw e;
            }
        }

        private JvmProcess start(@Nullable StartupData self, byte[] code, List<Ticket> tickets) {
            String number = ChildTable.nextNumber();
            String chosen = name == null ? "Process-" + number : name;
            boolean isDaemon = daemon == null ? self != null && self.daemon() : daemon;
            LaunchedJvm jvm = launch(chosen);
            bind(tickets, jvm.pid());
            JvmProcess process = new JvmProcess(jvm, chosen, isDaemon);
            ChildTable.add(process);
            int flags = (isDaemon ? StartupData.DAEMON : 0)
                    | (!isDaemon || allowChildren ? StartupData.CHILDREN : 0)
                    | (shielded ? StartupData.SHIELDED : 0);
            ProcessIdentity parent = ProcessIdentity.current();
            String parentName = self == null ? "MainProcess" : self.name();
            StartupData data = new StartupData(
                    flags,
                    parent.pid(),
                    parent.startTime(),
                    parentName,
                    chosen,
                    number,
                    jvm.folder().toString(),
                    code);
            try {
                jvm.begin(data.frame());
            } catch (IOException e) {
                process.kill();
                throw new ProcessStartException("cannot write a process's start-up data: " + e.getMessage(), e);
            }
            return process;
        }

        /** Before the process gets the function: what it was given ends with it, should it end before it has read that. */
        private static void bind(List<Ticket> tickets, long pid) {
            if (tickets.isEmpty()) {
                return;
            }
            Optional<ProcessIdentity> child = ProcessIdentity.of(pid);
            for (Ticket ticket : tickets) {
                if (child.isPresent()) {
                    ticket.boundFor(pid, child.get().startTime());
                } else {
                    ticket.lost();
                }
            }
        }

        private LaunchedJvm launch(String label) {
            ClassLoader loader = function.getClass().getClassLoader();
            LaunchedJvm jvm = waiting == null ? null : waiting.take(options, loader);
            if (jvm == null) {
                return JvmProcess.launch(options, loader, training, null, label);
            }
            jvm.relabel(label);
            return jvm;
        }
    }

    /**
     * Starts a JVM, or takes a spare one.
     *
     * @param meanwhile the class that is initialized in it before its start-up data come, or null
     */
    static LaunchedJvm launch(
            JvmOptions options,
            @Nullable ClassLoader functionLoader,
            @Nullable SerializableRunnable training,
            @Nullable Class<?> meanwhile,
            String label) {
        CommandLine line = CommandLine.of(options, functionLoader);
        // spares, and the JVM that makes an archive, would want the debugger's port, too
        StartupMode mode = options.debugPort().isPresent() ? StartupMode.COLD : options.startup();
        return switch (mode) {
            case COLD -> LaunchedJvm.launch(with(line, meanwhile), options, label);
            case CACHED -> LaunchedJvm.launch(with(ArchiveCache.with(line, training), meanwhile), options, label);
            case STANDBY -> SparePool.shared().take(line, options, label);
        };
    }

    private static CommandLine with(CommandLine line, @Nullable Class<?> meanwhile) {
        return meanwhile == null ? line : line.meanwhile(meanwhile.getName());
    }

    static void checkMayStart() {
        StartupData self = StartupData.current();
        if (self != null && !self.mayHaveChildren()) {
            throw new IllegalStateException(
                    "a daemon process may not start children, build it with allowChildren(true): name=" + self.name());
        }
        if (StartupData.booting()) {
            throw new IllegalStateException(
                    "a process may not start another before its own function runs, look for a start in a static initializer");
        }
        if (self != null) {
            ClassInitialization.check("a process may not start another");
            ProcessDepth.check(self);
        }
    }
}

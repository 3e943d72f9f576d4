package org.multijvm.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a child JVM is started with, beyond what it has from this JVM: class path, module path and filtered JVM flags come by
 * themselves, and what is given here wins over them. Immutable and thread-safe.
 *
 * <p>The shape of this JVM's heap is never inherited ({@code -Xms}, {@code -Xmn}, {@code -XX:+AlwaysPreTouch}, large pages and so on). A child may have a quarter
 * of the memory of the machine or container, as any JVM, but not more than this JVM was told that it may have; the workers of pools share what this JVM
 * leaves. {@link Builder#maxHeap(long)} says otherwise.
 *
 * @param javaHome the JDK to run; empty for this JVM's
 * @param classPath entries after this JVM's own
 * @param modulePath entries after this JVM's own
 * @param jvmArguments after the inherited ones, so that they win
 * @param systemProperties given to the child as {@code -D}
 * @param environment variables to set, or to remove where the value is empty
 * @param workingDirectory the child's; empty for this JVM's
 * @param standardOutput where standard output goes
 * @param standardError where standard error goes
 * @param debugPort port for a debugger, 0 for a free one, which the JVM prints on standard output; empty for no debugging
 * @param startup how the JVM comes to life
 * @param crashFolder where crash reports are kept; empty for nowhere
 * @param niceness how much less claim the child has to the processors than this JVM, 0 to 19
 * @param cpus the numbers of the processors that it may use; empty for those of this JVM
 * @param endsPrograms whether the programs that it has started end with it
 */
public record JvmOptions(
        Optional<Path> javaHome,
        List<Path> classPath,
        List<Path> modulePath,
        List<String> jvmArguments,
        Map<String, String> systemProperties,
        Map<String, Optional<String>> environment,
        Optional<Path> workingDirectory,
        Output standardOutput,
        Output standardError,
        OptionalInt debugPort,
        StartupMode startup,
        Optional<Path> crashFolder,
        int niceness,
        Set<Integer> cpus,
        boolean endsPrograms) {
    private static final JvmOptions DEFAULTS = builder().build();

    /** Copies the collections. */
    public JvmOptions {
        classPath = List.copyOf(classPath);
        modulePath = List.copyOf(modulePath);
        jvmArguments = List.copyOf(jvmArguments);
        systemProperties = Collections.unmodifiableMap(new LinkedHashMap<>(systemProperties));
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
        cpus = Collections.unmodifiableSet(new TreeSet<>(cpus));
    }

    /** By hand, since each pool compares options when it starts: what the compiler makes for a record is put together at run time, of some sixty classes. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other == this
                || (other instanceof JvmOptions that
                        && javaHome.equals(that.javaHome)
                        && classPath.equals(that.classPath)
                        && modulePath.equals(that.modulePath)
                        && jvmArguments.equals(that.jvmArguments)
                        && systemProperties.equals(that.systemProperties)
                        && environment.equals(that.environment)
                        && workingDirectory.equals(that.workingDirectory)
                        && Objects.equals(standardOutput, that.standardOutput)
                        && Objects.equals(standardError, that.standardError)
                        && debugPort.equals(that.debugPort)
                        && startup == that.startup
                        && crashFolder.equals(that.crashFolder)
                        && niceness == that.niceness
                        && cpus.equals(that.cpus)
                        && endsPrograms == that.endsPrograms);
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                javaHome,
                classPath,
                modulePath,
                jvmArguments,
                systemProperties,
                environment,
                workingDirectory,
                standardOutput,
                standardError,
                debugPort,
                startup,
                crashFolder,
                niceness,
                cpus,
                endsPrograms);
    }

    /** Everything as this JVM has it. */
    public static JvmOptions defaults() {
        return DEFAULTS;
    }

    /** A builder that starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.javaHome = javaHome.orElse(null);
        builder.classPath.addAll(classPath);
        builder.modulePath.addAll(modulePath);
        builder.jvmArguments.addAll(jvmArguments);
        builder.systemProperties.putAll(systemProperties);
        builder.environment.putAll(environment);
        builder.workingDirectory = workingDirectory.orElse(null);
        builder.standardOutput = standardOutput;
        builder.standardError = standardError;
        builder.debugPort = debugPort;
        builder.startup = startup;
        builder.crashFolder = crashFolder.orElse(null);
        builder.niceness = niceness;
        builder.cpus.addAll(cpus);
        builder.endsPrograms = endsPrograms;
        return builder;
    }

    /** Gathers options, as often as wanted. Null is refused at once, except as the value of a variable to remove. Confined to one thread. */
    public static final class Builder {
        private @Nullable Path javaHome;
        private final List<Path> classPath = new ArrayList<>();
        private final List<Path> modulePath = new ArrayList<>();
        private final List<String> jvmArguments = new ArrayList<>();
        private final Map<String, String> systemProperties = new LinkedHashMap<>();
        private final Map<String, Optional<String>> environment = new LinkedHashMap<>();
        private @Nullable Path workingDirectory;
        private Output standardOutput = Output.INHERIT;
        private Output standardError = Output.INHERIT;
        private OptionalInt debugPort = OptionalInt.empty();
        private StartupMode startup = StartupMode.COLD;
        private @Nullable Path crashFolder;
        private int niceness;
        private final Set<Integer> cpus = new TreeSet<>();
        private boolean endsPrograms;

        private Builder() {}

        /** The JDK to run: the folder that holds {@code bin/java}. */
        public Builder javaHome(Path home) {
            javaHome = Objects.requireNonNull(home, "home");
            return this;
        }

        /** Adds entries after this JVM's own class path. */
        public Builder classPath(Path... entries) {
            classPath.addAll(List.of(entries));
            return this;
        }

        /** Adds entries after this JVM's own module path. */
        public Builder modulePath(Path... entries) {
            modulePath.addAll(List.of(entries));
            return this;
        }

        /** Adds JVM flags; they come last on the command line and so win over inherited ones. */
        public Builder jvmArguments(String... arguments) {
            jvmArguments.addAll(List.of(arguments));
            return this;
        }

        /**
         * Limits the heap.
         *
         * @throws IllegalArgumentException if less than 1 MiB, with which no JVM starts
         */
        public Builder maxHeap(long bytes) {
            if (bytes < 1 << 20) {
                throw new IllegalArgumentException("heap limit below 1 MiB: bytes=" + bytes);
            }
            return jvmArguments("-Xmx" + bytes);
        }

        /**
         * Limits the heap, in the JVM's notation: {@code 512m}, {@code 2g}.
         *
         * @throws IllegalArgumentException if it is not a number with one of the letters k, m, g, t or none
         */
        public Builder maxHeap(String size) {
            if (!size.matches("[0-9]+[kKmMgGtT]?")) {
                throw new IllegalArgumentException("not a heap size, give a number and k, m, g or t: size=" + size);
            }
            return jvmArguments("-Xmx" + size);
        }

        /** Sets a system property of the child. */
        public Builder systemProperty(String name, String value) {
            systemProperties.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
            return this;
        }

        /** Sets a variable of the child's environment, or removes it if the value is null. */
        public Builder environment(String name, @Nullable String value) {
            environment.put(Objects.requireNonNull(name, "name"), Optional.ofNullable(value));
            return this;
        }

        /** The child's working directory. */
        public Builder workingDirectory(Path directory) {
            workingDirectory = Objects.requireNonNull(directory, "directory");
            return this;
        }

        /** Where both standard output and standard error go. */
        public Builder output(Output output) {
            return standardOutput(output).standardError(output);
        }

        /** Where standard output goes. */
        public Builder standardOutput(Output output) {
            standardOutput = Objects.requireNonNull(output, "output");
            return this;
        }

        /** Where standard error goes. */
        public Builder standardError(Output output) {
            standardError = Objects.requireNonNull(output, "output");
            return this;
        }

        /**
         * Lets a debugger attach at this port of the loopback address; 0 takes a free port, which the JVM prints.
         * Such a JVM is started cold, whatever {@link #startup} says.
         *
         * @throws IllegalArgumentException if it is no port
         */
        public Builder debugPort(int port) {
            if (port < 0 || port > 65535) {
                throw new IllegalArgumentException("not a port: port=" + port);
            }
            debugPort = OptionalInt.of(port);
            return this;
        }

        /**
         * Keeps the report that a JVM writes when native code crashes it, {@code hs_err_pidN.log}, in this folder, which is made when there is one. By default the report
         * is only in this JVM, as {@link JvmProcess#crashReport}.
         */
        public Builder crashFolder(Path folder) {
            crashFolder = folder.toAbsolutePath();
            return this;
        }

        /**
         * Gives the child less claim to the processors than this JVM has, where others want them too: nice(1). 0 is the same claim, 19 what nobody else wants.
         *
         * @throws IllegalArgumentException if not from 0 to 19
         */
        public Builder niceness(int less) {
            if (less < 0 || less > Priority.LEAST) {
                throw new IllegalArgumentException("niceness not from 0 to 19: niceness=" + less);
            }
            niceness = less;
            return this;
        }

        /**
         * Binds the child to processors, by the numbers that the operating system gives them, from 0; by taskset(1), so only on Linux. The child counts
         * these alone as {@link Runtime#availableProcessors}. One that the machine does not have is left out; with none left the child does not
         * start. Replaces an earlier call's.
         *
         * @throws IllegalArgumentException if there is none, or one is negative
         */
        public Builder cpus(int... numbers) {
            if (numbers.length == 0) {
                throw new IllegalArgumentException("no processors given");
            }
            cpus.clear();
            for (int number : numbers) {
                if (number < 0) {
                    throw new IllegalArgumentException("not the number of a processor: cpu=" + number);
                }
                cpus.add(number);
            }
            return this;
        }

        /**
         * Ends the programs that the child has started, and those that they have, when it ends in whatever way (SIGKILL). Default: false for a process, whose
         * programs live on unless it is {@linkplain JvmProcess#kill killed}, as Python's do; always true for the workers of pools. {@link
         * JvmProcess#keep} makes an exception. Only on Linux; a program that was started with an empty environment, or as another user, is not found.
         */
        public Builder endsPrograms(boolean ends) {
            endsPrograms = ends;
            return this;
        }

        /** How the JVM comes to life; default: {@link StartupMode#COLD}, as the others keep files or JVMs for later starts. */
        public Builder startup(StartupMode mode) {
            startup = Objects.requireNonNull(mode, "mode");
            return this;
        }

        /** The options gathered so far. */
        public JvmOptions build() {
            return new JvmOptions(
                    Optional.ofNullable(javaHome),
                    classPath,
                    modulePath,
                    jvmArguments,
                    systemProperties,
                    environment,
                    Optional.ofNullable(workingDirectory),
                    standardOutput,
                    standardError,
                    debugPort,
                    startup,
                    Optional.ofNullable(crashFolder),
                    niceness,
                    cpus,
                    endsPrograms);
        }
    }
}

package org.multijvm.launcher;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.multijvm.launcher.flags.CollectorFlag;
import org.multijvm.launcher.flags.HeapFlags;
import org.multijvm.launcher.flags.ImageOptions;
import org.multijvm.launcher.flags.InheritedFlags;
import org.multijvm.launcher.flags.JavaVariables;

/**
 * What is handed to {@code java} for a child: inherited flags, then ours, then the user's, which so win; then where its classes are, and
 * the main class.
 *
 * @param java the launcher's file
 * @param arguments everything after it, but for what names the child's own folder
 */
record CommandLine(Path java, List<String> arguments) {
    /** What a JVM lets its heap have by itself. */
    private static final double DEFAULT_HEAP_PERCENT = 25;

    /** By the class and not by its name: so what makes jars smaller keeps it, and what relocates classes names it anew. */
    private static final String MAIN = ChildMain.class.getName();

    /**
     * So that a loop that counts can be interrupted, its stack be told, and its JVM be ended: with SerialGC and ParallelGC the compiler leaves nothing
     * in such a loop at which a thread could be stopped; the other collectors have these flags by themselves. They stand in front of
     * all others, which so win. Only HotSpot's server JVM knows them.
     */
    private static final List<String> STOPPABLE_LOOPS =
            System.getProperty("java.vm.name", "").endsWith("Server VM")
                    ? List.of("-XX:+UseCountedLoopSafepoints", "-XX:LoopStripMiningIter=1000")
                    : List.of();

    /** The command line for a function of this loader. */
    static CommandLine of(JvmOptions options, @Nullable ClassLoader functionLoader) {
        Path home = options.javaHome().orElse(Path.of(System.getProperty("java.home")));
        Path java = home.resolve("bin").resolve("java");
        List<String> arguments = new ArrayList<>(STOPPABLE_LOOPS);
        arguments.addAll(InheritedFlags.current());
        arguments.add("-XX:-UsePerfData");
        arguments.add("-XX:+ExitOnOutOfMemoryError");
        // what the JVM itself has to say, as that its heap is full, must not stand in the function's output
        arguments.add("-XX:+DisplayVMOutputToStderr");
        for (Map.Entry<String, String> property : options.systemProperties().entrySet()) {
            arguments.add("-D" + property.getKey() + "=" + property.getValue());
        }
        if (options.debugPort().isPresent()) {
            int port = options.debugPort().getAsInt();
            arguments.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:" + port);
        }
        OptionalDouble heap = InheritedFlags.heapPercent();
        if (heap.isPresent() && heap.getAsDouble() < DEFAULT_HEAP_PERCENT) {
            arguments.add("-XX:MaxRAMPercentage=" + heap.getAsDouble());
        }
        arguments.addAll(options.jvmArguments());
        arguments.addAll(JavaVariables.collectors(options.environment()));
        arguments = HeapFlags.lastMostOnly(CollectorFlag.lastOnly(arguments));
        List<String> image = ImageOptions.current();
        if (!image.isEmpty()) {
            arguments.addAll(0, HeapFlags.takenBack(image));
            arguments.addAll(0, CollectorFlag.takenBack(image));
        }
        addClasses(arguments, options, functionLoader);
        return new CommandLine(java, List.copyOf(arguments));
    }

    /** The arguments for a child with this folder; the file name in it comes first, so that the user's wins. */
    List<String> arguments(Path folder) {
        List<String> all = new ArrayList<>(arguments.size() + 1);
        all.add("-XX:ErrorFile=" + folder + "/hs_err_pid%p.log");
        all.addAll(arguments);
        return all;
    }

    /** This command line with more arguments before all others. */
    CommandLine withFirst(List<String> first) {
        List<String> all = new ArrayList<>(first);
        all.addAll(arguments);
        return new CommandLine(java, List.copyOf(all));
    }

    /** This command line with one more argument for the main class: what is to be done before the start-up data come. */
    CommandLine meanwhile(String what) {
        List<String> all = new ArrayList<>(arguments);
        all.add(what);
        return new CommandLine(java, List.copyOf(all));
    }

    /** The class path in it; empty if there is none. */
    String classPath() {
        int at = arguments.indexOf("-cp");
        return at < 0 ? "" : arguments.get(at + 1);
    }

    private static void addClasses(List<String> arguments, JvmOptions options, @Nullable ClassLoader functionLoader) {
        ClassPathSource source = ClassPathSource.of(functionLoader);
        String classPath = source.joined(options.classPath());
        if (!classPath.isEmpty()) {
            arguments.add("-cp");
            arguments.add(classPath);
        }
        String modulePath = modulePath(options);
        if (!modulePath.isEmpty()) {
            arguments.add("--module-path");
            arguments.add(modulePath);
        }
        String mainModule = System.getProperty("jdk.module.main");
        if (mainModule != null) {
            arguments.add("--add-modules=" + mainModule);
        }
        Module ours = CommandLine.class.getModule();
        if (ours.isNamed()) {
            arguments.add("-m");
            arguments.add(ours.getName() + "/" + MAIN);
        } else if (source.bootLauncher() != null) {
            arguments.add("-Dloader.main=" + MAIN);
            if (source.bootPath() != null) {
                arguments.add("-Dloader.path=" + source.bootPath());
            }
            arguments.add(source.bootLauncher());
        } else {
            arguments.add(MAIN);
        }
    }

    private static String modulePath(JvmOptions options) {
        StringBuilder joined = new StringBuilder();
        String inherited = System.getProperty("jdk.module.path", "");
        for (String entry : inherited.split(File.pathSeparator)) {
            if (!entry.isEmpty()) {
                joined.append(joined.length() == 0 ? "" : File.pathSeparator).append(new File(entry).getAbsolutePath());
            }
        }
        for (Path entry : options.modulePath()) {
            joined.append(joined.length() == 0 ? "" : File.pathSeparator).append(entry.toAbsolutePath());
        }
        return joined.toString();
    }
}

package org.multijvm.launcher.flags;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JVM flags of this JVM that its children get too: all but those of which only one JVM at a time can make use and the shape of the heap ({@link
 * HeapFlags}); and what the manifest of its main jar says ({@link MainJarFlags}).
 *
 * <p>Left out are agents (they listen on a port or write to one file), JMX ports, flight recordings, log files, heap dump names, class archives
 * and what we set ourselves. On Linux the flags come from {@code /proc/self/cmdline}: asking the management bean for the first time takes tens of
 * milliseconds, and is done only where the command line does not tell all: where it names files, where variables or the JVM's image give options too, or another
 * program made the JVM. The bean tells what the JVM was given, by whatever way, in the order in which it counts.
 */
public final class InheritedFlags {
    /** Options whose value is the next argument; as one argument they are written with an equals sign. */
    private static final Set<String> WITH_VALUE = Set.of(
            "--add-modules",
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--patch-module",
            "--limit-modules",
            "--upgrade-module-path",
            "--enable-native-access",
            "--source");

    private static final Set<String> PATHS_WITH_VALUE =
            Set.of("-cp", "-classpath", "--class-path", "-p", "--module-path");

    private static final String[] DROPPED = {
        "-agentlib:",
        "-agentpath:",
        "-javaagent:",
        "-Xrun",
        "-Xdebug",
        "-Xrs",
        "-Dcom.sun.management.jmxremote",
        "-Dcom.sun.management.config.file",
        "-Dcom.sun.management.snmp",
        "-XX:StartFlightRecording",
        "-XX:FlightRecorderOptions",
        "-XX:HeapDumpPath",
        "-XX:ErrorFile",
        "-XX:LogFile",
        "-XX:+LogVMOutput",
        "-Xloggc:",
        "-XX:+UsePerfData",
        "-XX:-UsePerfData",
        "-XX:PerfDataSave",
        "-XX:+PerfData",
        "-XX:SharedArchiveFile",
        "-XX:ArchiveClassesAtExit",
        "-XX:SharedClassListFile",
        "-XX:+AutoCreateSharedArchive",
        "-XX:DumpLoadedClassList",
        "-XX:AOT",
        "-XX:CRaC",
        "-Xshare:dump",
        "-Djava.class.path=",
        "-Djdk.module.",
        "-Dloader.",
        "-Dsun.java.",
        // of a worker that forwards its log records; its children have nobody to forward to
        "-Dslf4j.provider=org.multijvm.",
        "--class-path",
        "--module-path",
        "--source",
        "-XX:VMOptionsFile=",
        "-XX:Flags=",
        "-splash:",
        "-cp",
        "-classpath",
    };

    private static @Nullable List<String> cachedAll;
    private static @Nullable List<String> cached;
    private static @Nullable OptionalDouble cachedHeap;

    private InheritedFlags() {}

    /** The filtered flags of this JVM, in their order. */
    public static synchronized List<String> current() {
        List<String> flags = cached;
        if (flags == null) {
            flags = filter(all());
            cached = flags;
        }
        return flags;
    }

    /**
     * The flag that chooses a garbage collector, for this JVM and so for its children: among its arguments, in variables such as {@code JAVA_TOOL_OPTIONS}, in files
     * that these name or in the options of its image. Null if it was told none.
     */
    public static @Nullable String collector() {
        return CollectorFlag.chosen(current());
    }

    /**
     * How much of the memory of the machine or of the container this JVM was told that its own heap may have, in percent, by {@code -Xmx}, {@code
     * -XX:MaxRAMPercentage} and the like; empty if it was not told, or the memory is not known (it is on Linux).
     */
    public static synchronized OptionalDouble heapPercent() {
        OptionalDouble percent = cachedHeap;
        if (percent == null) {
            percent = HeapFlags.ownPercent(all());
            cachedHeap = percent;
        }
        return percent;
    }

    private static List<String> all() {
        List<String> all = cachedAll;
        if (all == null) {
            all = new ArrayList<>(MainJarFlags.current());
            all.addAll(read());
            cachedAll = all;
        }
        return all;
    }

    /** Those of the flags that a child may have. */
    static List<String> filter(List<String> flags) {
        List<String> kept = new ArrayList<>();
        for (String flag : flags) {
            if (mayPass(flag)) {
                kept.add(flag);
            }
        }
        return List.copyOf(kept);
    }

    static boolean mayPass(String flag) {
        for (String prefix : DROPPED) {
            if (flag.startsWith(prefix)) {
                return false;
            }
        }
        return !PATHS_WITH_VALUE.contains(flag)
                && !HeapFlags.isShape(flag)
                && !(flag.startsWith("-Xlog:") && namesFile(flag));
    }

    /** Whether the launcher takes the word after this one for its value. */
    static boolean takesNext(String word) {
        return WITH_VALUE.contains(word) || PATHS_WITH_VALUE.contains(word);
    }

    /** {@code -Xlog:WHAT:OUTPUT:…}, where an output that is neither stdout nor stderr is a file. */
    private static boolean namesFile(String flag) {
        String[] parts = flag.split(":", -1);
        return parts.length > 2 && !parts[2].isEmpty() && !parts[2].equals("stdout") && !parts[2].equals("stderr");
    }

    private static List<String> read() {
        String child = OwnArguments.folder();
        if (child != null) {
            // what variables said to its parent is there, too, and its own are only for it
            List<String> own = fromOwnArguments(Path.of(child, OwnArguments.FILE));
            return own != null ? own : fromBean();
        }
        List<String> plain = fromCommandLine();
        return plain == null
                        || namesFile(plain)
                        || JavaVariables.any()
                        || !ImageOptions.current().isEmpty()
                ? fromBean()
                : plain;
    }

    private static boolean namesFile(List<String> words) {
        for (String word : words) {
            if (OptionWords.namesFile(word)) {
                return true;
            }
        }
        return false;
    }

    /** All that this JVM was given; module options that stand in a variable, which children keep, are left to that. */
    private static List<String> fromBean() {
        List<String> words = withSettings(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.removeAll(JavaVariables.moduleOptions());
        return words;
    }

    /**
     * The bean's words as flags: what a file of {@code -XX:Flags} says comes first there, {@code +Name}, {@code -Name} and {@code Name=value}, without the beginning
     * that the same has elsewhere. Other words without a hyphen are no flags, but what a program told the JVM that it made.
     */
    static List<String> withSettings(List<String> words) {
        boolean fromFile = false;
        int settings = 0;
        for (int i = 0; i < words.size(); i++) {
            fromFile |= words.get(i).startsWith("-XX:Flags=");
            settings = words.get(i).startsWith("-") ? settings : i + 1;
        }
        while (settings < words.size() && words.get(settings).matches("-(?![XD])[A-Z][A-Za-z0-9]+")) {
            settings++;
        }
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            if (fromFile && i < settings) {
                flags.add("-XX:" + words.get(i));
            } else if (words.get(i).startsWith("-")) {
                flags.add(words.get(i));
            }
        }
        return flags;
    }

    /** A child of ours has its flags from a file that is still there. */
    private static @Nullable List<String> fromOwnArguments(Path file) {
        try {
            List<String> words = new ArrayList<>(List.of("java"));
            words.addAll(ArgumentFile.read(file));
            return parse(words);
        } catch (IOException removed) {
            return null;
        }
    }

    private static @Nullable List<String> fromCommandLine() {
        try (FileInputStream in = new FileInputStream("/proc/self/cmdline")) {
            String text =
                    new String(in.readAllBytes(), Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")));
            return parse(List.of(text.split("\0")));
        } catch (IOException notLinux) {
            return null;
        }
    }

    /** The flags in a command line of {@code java}; null if it is not plain (another program, argument files). */
    static @Nullable List<String> parse(List<String> words) {
        if (!words.get(0).equals("java") && !words.get(0).endsWith("/java")) {
            return null;
        }
        List<String> own = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("@")) {
                return null;
            }
            if (!word.startsWith("-")
                    || word.equals("-jar")
                    || word.equals("-m")
                    || word.startsWith("--module=")
                    || word.equals("--module")) {
                break;
            }
            own.add(word);
            if (takesNext(word) && i + 1 < words.size()) {
                own.add(words.get(++i));
            }
        }
        return joined(own);
    }

    /** The words with each option and its value as one; paths are left out, since children have their own. */
    static List<String> joined(List<String> words) {
        List<String> flags = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (PATHS_WITH_VALUE.contains(word)) {
                i++;
            } else if (WITH_VALUE.contains(word) && i + 1 < words.size()) {
                flags.add(word + "=" + words.get(++i));
            } else {
                flags.add(word);
            }
        }
        return flags;
    }
}

package org.multijvm.launcher;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JVM flags of this JVM that its children get too: all but those of which only one JVM at a time can make use; and what the manifest of its
 * main jar says ({@link MainJarFlags}).
 *
 * <p>Left out are agents (they listen on a port or write to one file), JMX ports, flight recordings, log files, heap dump names, class archives
 * and what we set ourselves. On Linux the flags come from {@code /proc/self/cmdline}: asking the management bean for the first time takes tens of
 * milliseconds, and is done only where the command line is not plain.
 */
final class InheritedFlags {
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
        "-splash:",
        "-cp",
        "-classpath",
    };

    private static @Nullable List<String> cached;

    private InheritedFlags() {}

    /** The filtered flags of this JVM, in their order. */
    static synchronized List<String> current() {
        List<String> flags = cached;
        if (flags == null) {
            List<String> all = new ArrayList<>(MainJarFlags.current());
            all.addAll(read());
            flags = filter(all);
            cached = flags;
        }
        return flags;
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

    private static boolean mayPass(String flag) {
        for (String prefix : DROPPED) {
            if (flag.startsWith(prefix)) {
                return false;
            }
        }
        return !(flag.startsWith("-Xlog:") && namesFile(flag));
    }

    /** {@code -Xlog:WHAT:OUTPUT:…}, where an output that is neither stdout nor stderr is a file. */
    private static boolean namesFile(String flag) {
        String[] parts = flag.split(":", -1);
        return parts.length > 2 && !parts[2].isEmpty() && !parts[2].equals("stdout") && !parts[2].equals("stderr");
    }

    private static List<String> read() {
        StartupData self = StartupData.current();
        List<String> plain = self == null ? fromCommandLine() : fromOwnArguments(Path.of(self.folder(), "arguments"));
        return plain != null ? plain : ManagementFactory.getRuntimeMXBean().getInputArguments();
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
        List<String> flags = new ArrayList<>();
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
                return flags;
            }
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

    /** Takes what may not be passed on out of the variables from which a JVM reads flags. */
    static void cleanEnvironment(Map<String, String> environment) {
        for (String name : new String[] {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}) {
            String value = environment.get(name);
            if (value != null) {
                String cleaned = clean(value);
                if (cleaned.isEmpty()) {
                    environment.remove(name);
                } else if (!cleaned.equals(value)) {
                    environment.put(name, cleaned);
                }
            }
        }
    }

    /** The value without the words that may not pass; the others stay as they were written, quotes included. */
    static String clean(String value) {
        StringBuilder kept = new StringBuilder();
        for (String word : words(value)) {
            if (mayPass(word.replace("\"", "").replace("'", ""))) {
                kept.append(kept.length() == 0 ? "" : " ").append(word);
            }
        }
        return kept.toString();
    }

    private static List<String> words(String value) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : value.toCharArray()) {
            if (quote == 0 && Character.isWhitespace(c)) {
                if (word.length() > 0) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                continue;
            }
            if (quote == c) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
            word.append(c);
        }
        if (word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }
}

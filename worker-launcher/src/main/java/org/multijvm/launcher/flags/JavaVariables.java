package org.multijvm.launcher.flags;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables of the environment from which each JVM reads flags. Children, and the programs that tasks start, keep them, but without what a child must not
 * have, or has in its own arguments.
 */
public final class JavaVariables {
    /** The only one of them that the launcher reads, and not the JVM. */
    private static final String OF_LAUNCHER = "JDK_JAVA_OPTIONS";

    private static final String[] NAMES = {"JAVA_TOOL_OPTIONS", OF_LAUNCHER, "_JAVA_OPTIONS"};

    private JavaVariables() {}

    /** Whether this JVM got flags from any of them. */
    static boolean any() {
        for (String name : NAMES) {
            if (System.getenv(name) != null) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes out of the variables what may not be passed on, and what the child is told in its arguments: the collector, and what files say that may be
     * gone by then or named relative to another folder.
     */
    public static void clean(Map<String, String> environment) {
        for (String name : NAMES) {
            String value = environment.get(name);
            if (value != null) {
                put(environment, name, clean(value, name.equals(OF_LAUNCHER)));
            }
        }
    }

    private static void put(Map<String, String> environment, String name, String value) {
        if (value.isEmpty()) {
            environment.remove(name);
        } else if (!value.equals(environment.get(name))) {
            environment.put(name, value);
        }
    }

    /** The value without the words that may not pass; the others stay as they were written, quotes included. */
    static String clean(String value, boolean launcher) {
        List<String> kept = new ArrayList<>();
        List<String> words = OptionWords.raw(value);
        for (int i = 0; i < words.size(); i++) {
            String word = OptionWords.bare(words.get(i));
            boolean withNext = launcher && InheritedFlags.takesNext(word);
            if (InheritedFlags.mayPass(word) && !CollectorFlag.is(word) && !OptionWords.namesFile(word)) {
                kept.add(words.get(i));
                if (withNext && i + 1 < words.size()) {
                    kept.add(words.get(i + 1));
                }
            }
            i += withNext ? 1 : 0;
        }
        return String.join(" ", kept);
    }

    /** Module options of the variables, with an equals sign: of some a JVM does not take two. */
    static List<String> moduleOptions() {
        List<String> found = new ArrayList<>();
        for (String name : NAMES) {
            String value = System.getenv(name);
            if (value != null) {
                for (String flag : InheritedFlags.joined(OptionWords.raw(clean(value, name.equals(OF_LAUNCHER))))) {
                    if (flag.startsWith("--")) {
                        found.add(OptionWords.bare(flag));
                    }
                }
            }
        }
        return found;
    }

    /** The collector that the variables choose which the user gives a child. */
    public static List<String> collectors(Map<String, Optional<String>> given) {
        List<String> found = new ArrayList<>();
        for (String name : NAMES) {
            Optional<String> value = given.getOrDefault(name, Optional.empty());
            if (value.isPresent()) {
                for (String word : OptionWords.expanded(OptionWords.raw(value.get()), name.equals(OF_LAUNCHER))) {
                    if (CollectorFlag.is(word)) {
                        found.add(word);
                    }
                }
            }
        }
        return found;
    }

    /** A variable that the user gives a child: as it is, but that a collector in it has become one of the child's arguments. */
    public static String withoutCollector(String name, String value) {
        boolean launcher = name.equals(OF_LAUNCHER);
        if (!List.of(NAMES).contains(name)
                || OptionWords.expanded(OptionWords.raw(value), launcher).stream()
                        .noneMatch(CollectorFlag::is)) {
            return value;
        }
        List<String> kept = new ArrayList<>();
        for (String word : OptionWords.expanded(OptionWords.raw(value), launcher)) {
            if (!CollectorFlag.is(word)) {
                kept.add(OptionWords.quoted(word));
            }
        }
        return String.join(" ", kept);
    }
}

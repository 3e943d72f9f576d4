package org.multijvm.demos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a demo was given on the command line.
 *
 * <p>The demo's usage line is the definition: {@code --lock} is a flag, {@code --delay MILLIS} takes a number, and each other word,
 * as {@code FILE.png}, is a word that may be given.
 */
final class Options {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("--delay", "how many milliseconds are slept where the article's program sleeps for seconds"),
            Map.entry("--lock", "the lines of each child together, under one lock; so it is unless --no-lock is given"),
            Map.entry("--no-lock", "no lock, so that the lines of the children mix"),
            Map.entry("--children", "how many child processes"),
            Map.entry("--workers", "how many workers"),
            Map.entry("--threads", "with threads only"),
            Map.entry("--processes", "with processes only"),
            Map.entry("--seconds", "for how long processes are killed"),
            Map.entry(
                    "--drain",
                    "no killing: take what earlier runs left in the folder, and check all that was ever put"),
            Map.entry("--cars", "how many cars"),
            Map.entry("--waiters", "how many wait"),
            Map.entry("--notify", "how many of them are notified"),
            Map.entry("--width", "the picture's width in pixels"),
            Map.entry("--height", "the picture's height in pixels"),
            Map.entry("--iterations", "after how many iterations a point counts as one of the set"),
            Map.entry("--images", "how many images are painted if no folder is given"),
            Map.entry("--size", "the longer side of a thumbnail in pixels"),
            Map.entry("--keep", "keep what was made, and say where"));

    private final Map<String, String> values = new HashMap<>();
    private final List<String> words = new ArrayList<>();

    private Options() {}

    /**
     * Reads the arguments of a demo.
     *
     * @throws UsageException if the usage line does not have them
     */
    static Options parse(String usage, List<String> arguments) {
        Map<String, Boolean> takesNumber = new HashMap<>();
        int wordsAllowed = 0;
        String option = "";
        for (String token : usage.replaceAll("[\\[\\]]", "").trim().split("\\s+")) {
            if (token.startsWith("--")) {
                option = token;
                takesNumber.put(option, false);
            } else if (!option.isEmpty()) {
                takesNumber.put(option, true);
                option = "";
            } else if (!token.isEmpty()) {
                wordsAllowed++;
            }
        }
        Options options = new Options();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("-") || argument.equals("-")) {
                options.words.add(argument);
                continue;
            }
            Boolean withNumber = takesNumber.get(argument);
            if (withNumber == null) {
                throw new UsageException("unknown option: option=" + argument);
            }
            options.values.put(argument, withNumber ? checkedNumber(argument, arguments, ++i) : "");
        }
        if (options.words.size() > wordsAllowed) {
            throw new UsageException("unexpected argument: argument=" + options.words.get(wordsAllowed));
        }
        return options;
    }

    /** True if the arguments ask what there is. */
    static boolean askForHelp(List<String> arguments) {
        return arguments.contains("--help") || arguments.contains("-h");
    }

    /** What each option of the usage line means, a line for each. */
    static List<String> explained(String usage) {
        List<String> lines = new ArrayList<>();
        for (String part : usage.split("[\\[\\]]+")) {
            String option = part.trim();
            if (option.startsWith("--")) {
                String name = option.split(" ")[0];
                lines.add(String.format("  %-16s %s", option, Objects.requireNonNull(MEANINGS.get(name), name)));
            }
        }
        return lines;
    }

    /** True if the flag was given. */
    boolean flag(String option) {
        return values.containsKey(option);
    }

    /** The number that was given, or another one. */
    int number(String option, int otherwise) {
        String value = values.get(option);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    /** The time in milliseconds that stands where the article's program sleeps for seconds. */
    int delayMillis(int otherwise) {
        return number("--delay", otherwise);
    }

    /** The first word that is not an option, or null. */
    @Nullable
    String word() {
        return words.isEmpty() ? null : words.get(0);
    }

    private static String checkedNumber(String option, List<String> arguments, int at) {
        String value = at < arguments.size() ? arguments.get(at) : "";
        if (!value.matches("\\d{1,9}")) {
            throw new UsageException("an option needs a number: option=" + option + ", value=" + value);
        }
        return value;
    }
}

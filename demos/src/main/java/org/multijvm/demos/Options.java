package org.multijvm.demos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a demo was given on the command line.
 *
 * <p>The demo's usage line is the definition: {@code --lock} is a flag, {@code --delay MILLIS} takes a number, and each other word,
 * as {@code FILE.png}, is a word that may be given.
 */
final class Options {
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
            if (!argument.startsWith("--")) {
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

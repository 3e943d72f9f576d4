package org.multijvm.launcher.flags;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The flags that choose a garbage collector, of which a JVM takes only one: with a second it does not start. */
public final class CollectorFlag {
    private static final int SIGN = "-XX:".length();

    private CollectorFlag() {}

    /** Whether a flag chooses a collector, or says that it shall not be that one. */
    static boolean is(String flag) {
        return (flag.startsWith("-XX:+Use") || flag.startsWith("-XX:-Use")) && flag.endsWith("GC");
    }

    /** The flag with which the last word about the collector is said; null if all is said that was. */
    static @Nullable String chosen(List<String> flags) {
        String chosen = null;
        for (String flag : flags) {
            if (is(flag) && flag.charAt(SIGN) == '+') {
                chosen = flag;
            } else if (is(flag) && chosen != null && flag.endsWith(chosen.substring(SIGN + 1))) {
                chosen = null;
            }
        }
        return chosen;
    }

    /** The flags with the last choice only, so that a later one wins as it does with every other flag. */
    public static List<String> lastOnly(List<String> flags) {
        String chosen = chosen(flags);
        int last = chosen == null ? -1 : flags.lastIndexOf(chosen);
        List<String> kept = new ArrayList<>(flags.size());
        for (int i = 0; i < flags.size(); i++) {
            if (i == last || !is(flags.get(i))) {
                kept.add(flags.get(i));
            }
        }
        return kept;
    }

    /** Flags that take back what the image's own options choose: those come before all that a command line says. */
    public static List<String> takenBack(List<String> imageOptions) {
        List<String> flags = new ArrayList<>();
        for (String option : imageOptions) {
            if (is(option) && option.charAt(SIGN) == '+') {
                flags.add("-XX:-" + option.substring(SIGN + 1));
            }
        }
        return flags;
    }
}

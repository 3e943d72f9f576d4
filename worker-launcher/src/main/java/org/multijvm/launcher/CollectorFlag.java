package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.List;

/** The flags that choose a garbage collector, of which a JVM takes only one: with a second it does not start. */
final class CollectorFlag {
    private CollectorFlag() {}

    static boolean is(String flag) {
        return flag.startsWith("-XX:+Use") && flag.endsWith("GC");
    }

    /** The flags with the last choice only, so that a later one wins as it does with every other flag. */
    static List<String> lastOnly(List<String> flags) {
        List<String> kept = new ArrayList<>(flags.size());
        boolean chosen = false;
        for (int i = flags.size() - 1; i >= 0; i--) {
            String flag = flags.get(i);
            if (!is(flag) || !chosen) {
                kept.add(0, flag);
            }
            chosen |= is(flag);
        }
        return kept;
    }
}

package org.multijvm.classes;

import org.jspecify.annotations.Nullable;

/**
 * What a class that no file holds is called on its way: {@code ;LOADER.GENERATION;PLACE NUL Name}. No name of another class begins with a semicolon, no
 * path has a NUL.
 *
 * @param loader the number of its loader in the JVM that has it
 * @param generation counts from 0; the next one begins when a class of the loader has other bytes than were given out
 * @param place the socket at which that JVM gives the bytes
 * @param name as {@link Class#getName}, of an array too
 */
record Tag(int loader, int generation, String place, String name) {
    static final char FIRST = ';';
    private static final char LAST = '\0';

    /** What all classes of a loader and generation have in common: all but the name. */
    static String prefix(int loader, int generation, String place) {
        return "" + FIRST + loader + '.' + generation + FIRST + place + LAST;
    }

    /** The name alone. */
    static String name(String tagged) {
        return tagged.substring(tagged.indexOf(LAST) + 1);
    }

    /** Null if it is none. */
    static @Nullable Tag parse(String tagged) {
        int dot = tagged.indexOf('.');
        int second = tagged.indexOf(FIRST, 1);
        int end = tagged.indexOf(LAST);
        if (tagged.isEmpty() || tagged.charAt(0) != FIRST || dot < 0 || second < dot || end < second) {
            return null;
        }
        try {
            return new Tag(
                    Integer.parseInt(tagged, 1, dot, 10),
                    Integer.parseInt(tagged, dot + 1, second, 10),
                    tagged.substring(second + 1, end),
                    tagged.substring(end + 1));
        } catch (NumberFormatException damaged) {
            return null;
        }
    }

    String prefix() {
        return prefix(loader, generation, place);
    }
}

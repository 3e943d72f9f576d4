package org.multijvm.demos.kit;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Tells whether standard input is a terminal, at which somebody may sit. */
final class Keyboard {
    /** From here on there is a console without a terminal, too, and it says which it is. */
    private static final int FIRST_WITH_IS_TERMINAL = 22;

    private Keyboard() {}

    /**
     * {@code demos/run} knows, by {@code test -t 0}, and says so by a property. A JVM that is started without it has its console: before JDK 22 there is one only if standard input and
     * standard output are both a terminal.
     */
    @SuppressWarnings("SystemConsoleNull") // it is before JDK 22, and isTerminal tells from there on
    static boolean isThere() {
        String said = System.getProperty("multijvm.demos.keyboard");
        if (said != null) {
            return Boolean.parseBoolean(said);
        }
        @Nullable Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** By reflection, since this is compiled for 17. */
    private static boolean isTerminal(Console console) {
        if (Runtime.version().feature() < FIRST_WITH_IS_TERMINAL) {
            return true;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("java.io.Console is not as expected: " + e, e);
        }
    }
}

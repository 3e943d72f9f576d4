package org.multijvm.launcher;

import java.io.PrintStream;

/**
 * What {@code System.out} and {@code System.err} are. Nobody tells whether they are what the JVM made: that is of the class {@link PrintStream} itself, and was there when this class
 * was loaded, with the first process. So one that a program has put there before, of this very class, is taken for the JVM's.
 */
final class SystemStreams {
    private static final PrintStream FIRST_OUT = System.out;
    private static final PrintStream FIRST_ERR = System.err;

    private SystemStreams() {}

    static PrintStream of(Output.Stream stream) {
        return stream == Output.Stream.OUT ? System.out : System.err;
    }

    /** What is done where the user has not said another thing than that it shall go to this JVM's own. */
    static Output resolved(Output output, Output.Stream stream) {
        return output instanceof Output.Inherit && isReplaced(stream) ? Output.SYSTEM : output;
    }

    private static boolean isReplaced(Output.Stream stream) {
        PrintStream now = of(stream);
        return now.getClass() != PrintStream.class || now != (stream == Output.Stream.OUT ? FIRST_OUT : FIRST_ERR);
    }
}

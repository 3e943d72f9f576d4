package org.multijvm.pool.engine;

import java.io.Console;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** This JVM's standard error as it was given by the operating system: what it is, and writing to it in whole pieces. Thread-safe. */
public final class StandardError {
    private static final int USUAL_COLUMNS = 80;
    private static final int FEWEST_COLUMNS = 20;

    private StandardError() {}

    /** Writes all at once. What cannot be written is dropped: progress must not fail a task. */
    public static void write(String text) {
        try {
            // never closed: this is the JVM's own descriptor
            new FileOutputStream(FileDescriptor.err).write(text.getBytes(encoding()));
        } catch (IOException nobodyReads) {
            return;
        }
    }

    /** The encoding of the terminal. */
    public static Charset encoding() {
        String name = System.getProperty("native.encoding");
        return name == null ? Charset.defaultCharset() : Charset.forName(name);
    }

    /** Whether somebody looks at it, on whose screen a line can be written over. */
    public static boolean isTerminal() {
        return isTerminal("/proc/self/fd/2");
    }

    /** The same of standard output. */
    static boolean outputIsTerminal() {
        return isTerminal("/proc/self/fd/1");
    }

    private static boolean isTerminal(String descriptor) {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(Path.of(descriptor)).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException notLinux) {
            return hasConsole();
        }
    }

    /** What Java itself can tell: about standard input and output. Since 22 there may be a console without a terminal, which then says so. */
    @SuppressWarnings("SystemConsoleNull") // it is asked for just that
    private static boolean hasConsole() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException before22) {
            return true;
        }
    }

    /** How wide the terminal is, as {@code stty} says; 80 if it does not. */
    public static int columns() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String size = new String(stty.getInputStream().readAllBytes(), encoding()).strip();
            stty.waitFor(1, TimeUnit.SECONDS);
            int columns = Integer.parseInt(size.substring(size.indexOf(' ') + 1));
            return columns < FEWEST_COLUMNS ? USUAL_COLUMNS : columns;
        } catch (IOException | NumberFormatException notThere) {
            return USUAL_COLUMNS;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return USUAL_COLUMNS;
        }
    }
}

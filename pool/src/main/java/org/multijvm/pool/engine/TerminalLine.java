package org.multijvm.pool.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last line of the terminal, written over and over, which steps aside for what the program prints: that scrolls away above it.
 *
 * <p>While there is such a line {@code System.out} and {@code System.err}, as far as they go to the terminal, are streams of ours in front of those that were there:
 *
 * <pre>
 *   SHOWN --- the program prints: the line is wiped first ---> ASIDE, the cursor is where the program left it
 *     ^                                                          |
 *     +--- draw, and the program's own line has ended -----------+
 * </pre>
 *
 * A line of the program that has not ended is never written over: what is drawn meanwhile is not shown. The line is drawn ten times a second, so it is soon back. At the end the
 * streams are put back, unless somebody has replaced ours; one that kept ours goes on through it. Several lines at once take turns at the same place, as several bars of one pool do.
 *
 * <p>All of it under one lock, also the writing of the program's text: it comes in whole pieces, and one that waits for a terminal that is stopped would wait without us, too. Thread-safe.
 */
public final class TerminalLine implements AutoCloseable {
    private static final Object LOCK = new Object();

    /** Those that are open. Guarded by the lock, as all below. */
    private static final List<TerminalLine> OPEN = new ArrayList<>();

    private static @Nullable Aside out;
    private static @Nullable Aside err;

    /** How long the text of ours is on which the cursor stands; 0 if there is none. */
    private static int shown;

    /** Whether the program has begun a line that has not ended. */
    private static boolean within;

    private boolean closed;

    private TerminalLine() {}

    /** Begins one. */
    public static TerminalLine open() {
        synchronized (LOCK) {
            TerminalLine line = new TerminalLine();
            OPEN.add(line);
            if (OPEN.size() == 1) {
                begin();
            }
            return line;
        }
    }

    private static void begin() {
        within = false;
        if (StandardError.outputIsTerminal()) {
            out = Aside.of(System.out);
            System.setOut(out);
        }
        err = Aside.of(System.err);
        System.setErr(err);
    }

    private static void end() {
        Aside ofOut = out;
        if (ofOut != null && System.out == ofOut) {
            System.setOut(ofOut.behind);
        }
        Aside ofErr = err;
        if (ofErr != null && System.err == ofErr) {
            System.setErr(ofErr.behind);
        }
        out = null;
        err = null;
    }

    /** Shows a text without line breaks in the place of what was shown. Nothing once this is closed. */
    public void draw(String text) {
        synchronized (LOCK) {
            if (!closed && !within) {
                StandardError.write("\r" + text + " ".repeat(Math.max(0, shown - text.length())));
                shown = text.length();
            }
        }
    }

    /** Leaves behind what is shown. A second call does nothing. */
    @Override
    public void close() {
        synchronized (LOCK) {
            if (closed) {
                return;
            }
            closed = true;
            if (shown > 0) {
                StandardError.write(System.lineSeparator());
                shown = 0;
            }
            OPEN.remove(this);
            if (OPEN.isEmpty()) {
                end();
            }
        }
    }

    private static void wipe() {
        if (shown > 0) {
            StandardError.write("\r" + " ".repeat(shown) + "\r");
            shown = 0;
        }
    }

    /** What the program prints to while a line is shown. */
    private static final class Aside extends PrintStream {
        private final PrintStream behind;

        private Aside(PrintStream behind, Charset encoding) {
            super(new Through(behind), true, encoding);
            this.behind = behind;
        }

        static Aside of(PrintStream behind) {
            return new Aside(behind, StandardError.encoding());
        }
    }

    /** Hands on pieces of text, each under the lock. */
    private static final class Through extends OutputStream {
        private final PrintStream behind;

        Through(PrintStream behind) {
            this.behind = behind;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            if (length == 0) {
                return;
            }
            synchronized (LOCK) {
                wipe();
                behind.write(bytes, from, length);
                behind.flush();
                within = bytes[from + length - 1] != '\n';
            }
        }

        @Override
        public void flush() throws IOException {
            behind.flush();
        }
    }
}

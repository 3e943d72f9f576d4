package org.multijvm.demos.work;

import java.time.Duration;

/** A line on standard output that says how far something has come; on a terminal it is written over and over. */
public final class ProgressLine {
    /** How often it is worth looking. */
    static final Duration INTERVAL = Duration.ofMillis(50);

    /** Set by {@code demos/run}, since the JVM itself cannot tell before JDK 22. */
    private static final boolean TERMINAL = Boolean.getBoolean("multijvm.demos.terminal");

    private final String what;
    private final long all;
    private long shown = -1;

    /** A line that begins with what is counted. */
    public ProgressLine(String what, long all) {
        this.what = what;
        this.all = all;
    }

    void show(long done) {
        if (TERMINAL && done != shown) {
            shown = done;
            System.out.print("\r" + text(done));
            System.out.flush();
        }
    }

    /** Writes the line a last time, so that it stays. */
    void end(long done) {
        System.out.println((TERMINAL ? "\r" : "") + text(done));
    }

    private String text(long done) {
        return what + ": " + done + " of " + all;
    }
}

package org.multijvm.launcher;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Lines of standard output without what a JVM says there of its own crash: some lines that begin with a number sign, and that name a file which is gone by then or kept elsewhere.
 * The exception that tells of the crash says all of it. No option of the JVM sends it another way (JDK-8215004).
 */
final class WithoutBanner implements LineSink.Taker {
    private static final byte[][] BEGINS = {
        bytes("# A fatal error has been detected by the Java Runtime"),
        bytes("# There is insufficient memory for the Java Runtime"),
    };

    private final LineSink.Taker next;
    /** A line with a number sign alone was held back, since a banner may follow. */
    private boolean held;

    private boolean inBanner;

    WithoutBanner(LineSink.Taker next) {
        this.next = next;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void take(byte[] line, int length, boolean ended) {
        boolean sign = length > 0 && line[0] == '#';
        inBanner = sign && (inBanner || begins(line, length));
        if (inBanner) {
            held = false;
            return;
        }
        if (held) {
            next.take(bytes("#"), 1, true);
        }
        held = sign && length == 1 && ended;
        if (!held) {
            next.take(line, length, ended);
        }
    }

    @Override
    public void end() {
        if (held) {
            next.take(bytes("#"), 1, true);
        }
        next.end();
    }

    private static boolean begins(byte[] line, int length) {
        for (byte[] begin : BEGINS) {
            if (length >= begin.length && Arrays.equals(line, 0, begin.length, begin, 0, begin.length)) {
                return true;
            }
        }
        return false;
    }
}

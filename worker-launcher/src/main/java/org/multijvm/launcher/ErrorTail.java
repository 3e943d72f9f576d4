package org.multijvm.launcher;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last 20 lines that a process wrote to a stream, of at most 8 KiB together. If they begin within a stack trace, what it is about stands
 * before them: its first line, and the last {@code Caused by} that is left out. Thread-safe.
 */
final class ErrorTail {
    private static final int BYTES = 8 * 1024;
    private static final int LINES = 20;
    private static final int KEPT = 1024;
    private static final byte[] CAUSE = "Caused by: ".getBytes(StandardCharsets.US_ASCII);

    private final Deque<byte[]> finished = new ArrayDeque<>();
    private int finishedBytes;

    /** The line that has no end yet; of a longer one the beginning. */
    private final byte[] line = new byte[BYTES];

    private int length;
    private boolean begun;
    private boolean afterReturn;

    /** The last line left out that begins something, the last cause left out since, and the number of all others since. */
    private byte @Nullable [] first;

    private byte @Nullable [] cause;
    private int leftOut;

    synchronized void add(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            byte next = bytes[i];
            if (next == '\n' && afterReturn) {
                afterReturn = false; // the other half of a line's end
            } else if (next == '\n' || next == '\r') {
                begin();
                end();
                afterReturn = next == '\r';
            } else {
                begin();
                append(next);
                afterReturn = false;
            }
        }
    }

    /** The last lines, the oldest first. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>(LINES + 3);
        byte[] oldest = finished.peekFirst();
        if (first != null && oldest != null && goesOn(oldest)) {
            lines.add(text(first, first.length));
            if (leftOut > 0) {
                lines.add("\t... " + leftOut + (leftOut == 1 ? " line" : " lines") + " left out");
            }
            if (cause != null) {
                lines.add(text(cause, cause.length));
            }
        }
        for (byte[] each : finished) {
            lines.add(text(each, each.length));
        }
        if (begun) {
            lines.add(text(line, length));
        }
        return List.copyOf(lines);
    }

    private void begin() {
        begun = true;
        while (finished.size() > LINES - 1) {
            leaveOut();
        }
    }

    private void append(byte next) {
        if (length < BYTES) {
            line[length++] = next;
            while (finishedBytes + length > BYTES) {
                leaveOut();
            }
        }
    }

    private void end() {
        finished.add(Arrays.copyOf(line, length));
        finishedBytes += length;
        length = 0;
        begun = false;
    }

    private void leaveOut() {
        byte[] oldest = finished.remove();
        finishedBytes -= oldest.length;
        byte[] kept = oldest.length > KEPT ? Arrays.copyOf(oldest, KEPT) : oldest;
        if (!goesOn(oldest)) {
            first = kept;
            cause = null;
            leftOut = 0;
        } else if (isCause(oldest)) {
            leftOut += cause == null ? 0 : 1;
            cause = kept;
        } else {
            leftOut++;
        }
    }

    /** Whether it belongs to a trace, or a message, that began in a line before. */
    private static boolean goesOn(byte[] line) {
        return line.length > 0 && (line[0] == '\t' || line[0] == ' ') || isCause(line);
    }

    private static boolean isCause(byte[] line) {
        return line.length >= CAUSE.length && Arrays.equals(line, 0, CAUSE.length, CAUSE, 0, CAUSE.length);
    }

    private static String text(byte[] bytes, int length) {
        return new String(bytes, 0, length, OutputPump.encoding());
    }
}

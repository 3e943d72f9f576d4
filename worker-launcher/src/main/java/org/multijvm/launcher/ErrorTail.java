package org.multijvm.launcher;

import java.util.ArrayList;
import java.util.List;

/** The last 8 KiB that a process wrote to a stream, read as its last 20 lines. Thread-safe. */
final class ErrorTail {
    private static final int BYTES = 8 * 1024;
    private static final int LINES = 20;

    /** A ring: the byte number n stands at n modulo its length. */
    private final byte[] ring = new byte[BYTES];

    private long written;

    synchronized void add(byte[] bytes, int length) {
        int from = Math.max(0, length - BYTES);
        for (int i = from; i < length; i++) {
            ring[(int) ((written + i) % BYTES)] = bytes[i];
        }
        written += length;
    }

    /** The last lines, the oldest first; the first of them may lack its beginning. */
    synchronized List<String> lines() {
        int length = (int) Math.min(written, BYTES);
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = ring[(int) ((written - length + i) % BYTES)];
        }
        List<String> lines = new ArrayList<>();
        new String(bytes, OutputPump.encoding()).lines().forEach(lines::add);
        return List.copyOf(lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }
}

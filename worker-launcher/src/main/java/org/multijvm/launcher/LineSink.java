package org.multijvm.launcher;

import java.util.Arrays;

/** Puts lines together out of bytes as they come. A line longer than 64 KiB is handed on in pieces, so that no child fills this heap. */
final class LineSink implements OutputSink {
    static final int LONGEST_LINE = 64 * 1024;
    private static final int FIRST_CAPACITY = 256;

    /** Takes whole lines. */
    @FunctionalInterface
    interface Taker {
        /**
         * Takes one line.
         *
         * @param bytes the line at its beginning, without the line end; only valid during the call
         * @param ended false for a piece of a longer line, and for the last line of a stream that ends without a line end
         */
        void take(byte[] bytes, int length, boolean ended);

        /** The stream has ended. */
        default void end() {}
    }

    private final Taker taker;
    private byte[] line = new byte[FIRST_CAPACITY];
    private int length;

    LineSink(Taker taker) {
        this.taker = taker;
    }

    @Override
    public void take(byte[] bytes, int count) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == '\n') {
                add(bytes, from, i);
                handOn(true);
                from = i + 1;
            } else if (length + i + 1 - from == LONGEST_LINE) {
                add(bytes, from, i + 1);
                handOn(false);
                from = i + 1;
            }
        }
        add(bytes, from, count);
    }

    @Override
    public void end() {
        if (length > 0) {
            handOn(false);
        }
        taker.end();
    }

    private void add(byte[] bytes, int from, int to) {
        int needed = length + to - from;
        if (needed > line.length) {
            line = Arrays.copyOf(line, Math.max(needed, Math.min(LONGEST_LINE, 2 * line.length)));
        }
        System.arraycopy(bytes, from, line, length, to - from);
        length = needed;
    }

    private void handOn(boolean ended) {
        taker.take(line, length, ended);
        length = 0;
    }
}

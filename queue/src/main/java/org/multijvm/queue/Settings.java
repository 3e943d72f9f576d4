package org.multijvm.queue;

/**
 * What a queue was made with; it stays as it is.
 *
 * @param maxSize the most messages that wait, 0 for no limit
 * @param sync whether a message is on the disk when put returns
 * @param joinable whether messages that were taken have to be done
 * @param lanes how many priorities there are
 * @param maxDeliveries how often a message is delivered, 0 for no limit
 * @param leaseMillis how long a message may be in hand, 0 for no limit
 * @param keyMillis how long a key is remembered
 * @param segmentBytes the size of a file of the log
 */
record Settings(
        long maxSize,
        boolean sync,
        boolean joinable,
        int lanes,
        int maxDeliveries,
        long leaseMillis,
        long keyMillis,
        long segmentBytes) {
    private static final int WORDS = 8;

    static Settings of(Control control) {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = control.get(ControlLayout.SETTINGS_AT + i * Long.BYTES);
        }
        return new Settings(
                words[0], words[1] != 0, words[2] != 0, (int) words[3], (int) words[4], words[5], words[6], words[7]);
    }

    void writeTo(Control control) {
        long[] words = {
            maxSize, sync ? 1 : 0, joinable ? 1 : 0, lanes, maxDeliveries, leaseMillis, keyMillis, segmentBytes
        };
        for (int i = 0; i < WORDS; i++) {
            control.set(ControlLayout.SETTINGS_AT + i * Long.BYTES, words[i]);
        }
    }

    /** Whether this can be what a queue was made with. */
    boolean isSound() {
        return maxSize >= 0
                && lanes >= 1
                && lanes <= ControlLayout.MOST_LANES
                && maxDeliveries >= 0
                && leaseMillis >= 0
                && keyMillis >= 0
                && segmentBytes >= LogWriter.LEAST_SEGMENT
                && segmentBytes <= LogWriter.MOST_SEGMENT;
    }
}

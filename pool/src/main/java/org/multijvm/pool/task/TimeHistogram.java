package org.multijvm.pool.task;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long something took, many times: counts by time. A time is known to an eighth: what is told of it is at most 12.5 % above it, and never above the longest. Immutable.
 *
 * @param buckets all of it, the shortest first: for a system of metrics
 * @param max the longest, exactly; zero if there is none
 */
public record TimeHistogram(List<Bucket> buckets, Duration max) {
    /** As many counts as one can have. */
    public static final int BUCKETS = 344;

    private static final int PARTS = 8;

    /** Nothing. */
    public static final TimeHistogram EMPTY = new TimeHistogram(List.of(), Duration.ZERO);

    /** Copies the list. */
    public TimeHistogram {
        buckets = List.copyOf(buckets);
    }

    /**
     * All that were about as long.
     *
     * @param upTo the longest that they may have been
     * @param count how many they are, not 0
     */
    public record Bucket(Duration upTo, long count) {}

    /**
     * For engines.
     *
     * @param counts by {@link #bucket}
     * @param maxNanos the longest
     */
    public static TimeHistogram of(long[] counts, long maxNanos) {
        List<Bucket> all = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                all.add(new Bucket(Duration.ofNanos(i == BUCKETS - 1 ? maxNanos : last(i)), counts[i]));
            }
        }
        return new TimeHistogram(all, Duration.ofNanos(maxNanos));
    }

    /** For engines: the place of a time among the counts. The times of the last one have no upper bound. */
    public static int bucket(long nanos) {
        if (nanos < PARTS) {
            return (int) Math.max(0, nanos);
        }
        int exponent = 63 - Long.numberOfLeadingZeros(nanos);
        return Math.min(BUCKETS - 1, (exponent - 2) * PARTS + (int) (nanos >>> (exponent - 3)) % PARTS);
    }

    /** The longest time of a place. */
    private static long last(int bucket) {
        if (bucket < PARTS) {
            return bucket;
        }
        int exponent = bucket / PARTS + 2;
        long part = (long) PARTS + bucket % PARTS;
        return ((part + 1) << (exponent - 3)) - 1;
    }

    /** How many times there are. */
    public long count() {
        long count = 0;
        for (Bucket bucket : buckets) {
            count += bucket.count();
        }
        return count;
    }

    /**
     * The time that so many percent were not above: 50 for the median; zero if there is none.
     *
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public Duration percentile(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("a percentile is from 0 to 100: percent=" + percent);
        }
        long wanted = Math.max(1, (long) Math.ceil(count() * percent / 100));
        long seen = 0;
        for (Bucket bucket : buckets) {
            seen += bucket.count();
            if (seen >= wanted) {
                return bucket.upTo().compareTo(max) < 0 ? bucket.upTo() : max;
            }
        }
        return max;
    }

    /** For people; its form is no contract. */
    @Override
    public String toString() {
        return "p50=" + text(percentile(50)) + ", p99=" + text(percentile(99)) + ", max=" + text(max());
    }

    private static String text(Duration time) {
        double millis = time.toNanos() / 1e6;
        return String.format(Locale.ROOT, millis < 1 ? "%.3f ms" : "%.1f ms", millis);
    }
}

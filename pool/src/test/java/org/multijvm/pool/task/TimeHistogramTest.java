package org.multijvm.pool.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("unit")
class TimeHistogramTest {
    @Test
    void placesAreInTheOrderOfTheTimes() {
        int before = 0;
        for (long nanos = 0; nanos < 1L << 50; nanos += Math.max(1, nanos / 64)) {
            int bucket = TimeHistogram.bucket(nanos);
            assertThat(bucket).isBetween(before, Math.min(TimeHistogram.BUCKETS - 1, before + 1));
            before = bucket;
        }
        assertThat(TimeHistogram.bucket(Long.MAX_VALUE)).isEqualTo(TimeHistogram.BUCKETS - 1);
        assertThat(TimeHistogram.bucket(-1)).isZero();
    }

    @Test
    void aPercentileIsAtMostAnEighthAboveTheTime() {
        Random random = new Random(7);
        long[] times = LongStream.range(0, 10_000)
                .map(i -> (long) Math.exp(random.nextDouble() * 25))
                .toArray();
        long[] counts = new long[TimeHistogram.BUCKETS];
        for (long time : times) {
            counts[TimeHistogram.bucket(time)]++;
        }
        Arrays.sort(times);
        TimeHistogram histogram = TimeHistogram.of(counts, times[times.length - 1]);
        for (double percent : new double[] {0, 1, 50, 90, 99, 99.9, 100}) {
            long exact = times[(int) Math.max(0, Math.ceil(percent / 100 * times.length) - 1)];
            assertThat(histogram.percentile(percent).toNanos()).isBetween(exact, exact + exact / 8);
        }
        assertThat(histogram.count()).isEqualTo(10_000);
        assertThat(histogram.max()).isEqualTo(Duration.ofNanos(times[times.length - 1]));
        assertThat(histogram.buckets().stream()
                        .mapToLong(TimeHistogram.Bucket::count)
                        .sum())
                .isEqualTo(10_000);
        assertThat(histogram.buckets()).isSortedAccordingTo((a, b) -> a.upTo().compareTo(b.upTo()));
        assertThat(histogram.toString()).contains("p50=", "p99=", "max=");
    }

    @Test
    void theLongestTimesHaveTheLongestAsTheirBound() {
        long[] counts = new long[TimeHistogram.BUCKETS];
        long days = Duration.ofDays(30).toNanos();
        counts[TimeHistogram.bucket(days)]++;
        TimeHistogram histogram = TimeHistogram.of(counts, days);
        assertThat(histogram.percentile(50)).isEqualTo(Duration.ofDays(30));
        assertThat(histogram.buckets().get(0).upTo()).isEqualTo(Duration.ofDays(30));
    }

    @Test
    void nothingIsZero() {
        assertThat(TimeHistogram.EMPTY.percentile(99)).isZero();
        assertThat(TimeHistogram.EMPTY.max()).isZero();
        assertThat(TimeHistogram.EMPTY.buckets()).isEmpty();
        assertThatThrownBy(() -> TimeHistogram.EMPTY.percentile(101)).isInstanceOf(IllegalArgumentException.class);
    }
}
